#include "demo/happenings.h"

namespace newswatch::demo {
namespace {

using enum FeedId;
using enum LinkForm;

std::vector<Article> cost() {
  return {
      {117640001,
       Happening::kCost,
       "2025-01-27 03:44",
       "technology/tech-news/deepseek-r1-launch-cost",
       "DeepSeek launches R1: Chinese AI model trained for $5.6 million takes on OpenAI's o1",
       "Hangzhou-based DeepSeek has released R1, an open-source reasoning model it says cost only "
       "$5.6 million to train on some 2,000 Nvidia H800 chips.",
       {{kToi, 1}}},
      {5108121,
       Happening::kCost,
       "2025-01-27 15:20",
       "policy/technology/5108121-deepseek-r1-release",
       "Chinese startup DeepSeek rattles Silicon Valley with low-cost R1 model",
       "The Hangzhou company says it trained the open-source reasoning model for $5.6 million on "
       "about 2,000 Nvidia H800 chips, a sliver of what American rivals spend...",
       {{kHillTech, 2}, {kHill, 3, kFragment}}},
      {7210111,
       Happening::kCost,
       "2025-01-27 18:40",
       "deepseek-r1-explained",
       "What to Know About R1, DeepSeek’s Low-Cost Reasoning Model",
       "The open-source model from Hangzhou rivals OpenAI’s o1, yet was reportedly trained for "
       "$5.6 million on Nvidia’s H800 chips.",
       {{kTime, 2}, {kTimeTech, 2, kUtm}}},
  };
}

std::vector<Article> white_house() {
  return {
      {7210296,
       Happening::kWhiteHouse,
       "2025-01-28 19:05",
       "white-house-deepseek-review",
       "White House Opens ‘national security’ Review of DeepSeek, Press Secretary Says",
       "Press secretary Karoline Leavitt told reporters that the National Security Council is "
       "looking into what the Chinese app’s rise means.",
       {{kTime, 2},
        {kTimeTech, 4, kUtm,
         "White House Opens ‘national security’ Review of DeepSeek, Leavitt Says"}}},
      {5110944,
       Happening::kWhiteHouse,
       "2025-01-28 19:32",
       "homenews/administration/5110944-leavitt-security-council",
       "Leavitt: National Security Council examining DeepSeek",
       "White House press secretary Karoline Leavitt said Tuesday, at her first briefing, that the "
       "council is reviewing the implications of the Chinese AI app...",
       {{kHill, 3}, {kHillTech, 3}}},
      {117676002,
       Happening::kWhiteHouse,
       "2025-01-28 21:10",
       "world/us/white-house-security-council-deepseek",
       "US security council studying DeepSeek, White House's Karoline Leavitt confirms",
       "President Trump sees the Chinese app as a wake-up call, the press secretary said as the "
       "White House began a review of its national security implications.",
       {{kToi, 3}}},
  };
}

std::vector<Article> distillation() {
  return {
      {117690003,
       Happening::kDistillation,
       "2025-01-29 06:12",
       "tech/artificial-intelligence/openai-microsoft-deepseek-distillation",
       "OpenAI investigates whether DeepSeek distilled its models to build a rival",
       "Microsoft's security researchers saw a group linked to DeepSeek draw large amounts of data "
       "through OpenAI's API last year, a person aware of the probe said.",
       {{kEtTech, 3}}},
      {5112201,
       Happening::kDistillation,
       "2025-01-29 14:48",
       "policy/technology/5112201-openai-evidence-deepseek",
       "OpenAI says it has evidence DeepSeek copied its models",
       "The ChatGPT maker is investigating with Microsoft whether the Chinese startup improperly "
       "obtained data through its API, a practice known as distillation...",
       {{kHillTech, 4}, {kHill, 5, kAmp}}},
      {7210702,
       Happening::kDistillation,
       "2025-01-29 17:30",
       "openai-chinese-rival-distillation",
       "OpenAI Suspects a Chinese Rival of Distilling Its Models",
       "Microsoft and OpenAI are investigating whether DeepSeek took data from the ChatGPT maker’s "
       "API to train its own.",
       {{kTime, 4}}},
  };
}

std::vector<Article> export_controls() {
  return {
      {5112630,
       Happening::kExportControls,
       "2025-01-29 17:25",
       "business/5112630-lutnick-deepseek-export-controls",
       "Lutnick: DeepSeek shows export controls need teeth",
       "Howard Lutnick, President Trump's nominee for Commerce secretary, told senators at his "
       "confirmation hearing that chip export controls must be backed by tariffs...",
       {{kHill, 4},
        {kHillTech, 6, kPlain, "Lutnick: DeepSeek shows chip export controls need tariffs"},
        {kHill, 6, kPlain, "Lutnick: DeepSeek shows chip export controls need tariffs"}}},
      {117712004,
       Happening::kExportControls,
       "2025-01-29 20:02",
       "world/us/trump-commerce-pick-lutnick-deepseek",
       "Trump's commerce pick Lutnick blasts DeepSeek, vows tariffs & chip curbs",
       "Export controls on Nvidia chips must be enforced with tariffs, Howard Lutnick said at his "
       "confirmation hearing in the Senate.",
       {{kToi, 5}}},
      {7211003,
       Happening::kExportControls,
       "2025-01-29 21:15",
       "commerce-nominee-deepseek-chips",
       "Trump’s Commerce Nominee Accuses DeepSeek of Stealing American Technology",
       "Howard Lutnick promised senators at his confirmation hearing that he would put tariffs "
       "behind the export controls on chips.",
       {{kTime, 5}}},
  };
}

std::vector<Article> spending() {
  return {
      {117730001,
       Happening::kSpending,
       "2025-01-30 02:55",
       "tech/technology/meta-microsoft-ai-capex",
       "Zuckerberg, Nadella stand by AI spending despite DeepSeek",
       "Meta will invest up to $65 billion this year and Microsoft $80 billion, mostly in data "
       "centres, their chiefs told analysts on earnings calls.",
       {{kEtTech, 4}}},
      {5114410,
       Happening::kSpending,
       "2025-01-30 13:05",
       "policy/technology/5114410-meta-microsoft-spending",
       "Meta, Microsoft to keep up AI spending as DeepSeek raises doubts",
       "Mark Zuckerberg and Satya Nadella told investors on earnings calls that building data "
       "centers, $65 billion worth at Meta alone, remains an advantage...",
       {{kHillTech, 5}}},
      {7211250,
       Happening::kSpending,
       "2025-01-30 15:00",
       "big-tech-ai-spending-deepseek",
       "DeepSeek Hasn’t Changed Big Tech’s AI Spending Plans",
       "On earnings calls, Meta’s Mark Zuckerberg and Microsoft’s Satya Nadella defended the $65 "
       "billion and $80 billion they are putting into data centers.",
       {{kTimeTech, 5, kUtm}, {kTime, 6, kFragment}}},
  };
}

std::vector<Article> overstated() {
  return {
      {5115701,
       Happening::kOverstated,
       "2025-01-30 19:41",
       "policy/technology/5115701-altman-deepseek-overstated",
       "Altman calls DeepSeek breakthrough ‘wildly overstated’",
       "OpenAI CEO Sam Altman said in Washington on Thursday that R1 did a couple of nice things, "
       "but that his company had models of that level for some time...",
       {{kHillTech, 5}, {kHill, 6}}},
      {117741005,
       Happening::kOverstated,
       "2025-01-30 21:20",
       "tech/artificial-intelligence/altman-on-deepseek",
       "DeepSeek did a couple of nice things but is wildly overstated, says Sam Altman",
       "The OpenAI chief said in Washington that his company had models of the same level long "
       "before.",
       {{kEtTech, 6}}},
      {7211388,
       Happening::kOverstated,
       "2025-01-30 22:10",
       "altman-washington-chinese-rival",
       "Sam Altman Plays Down a Chinese Rival in Washington",
       "The OpenAI CEO told lawmakers that the talk about DeepSeek was wildly overstated.",
       {{kTime, 6}}},
  };
}

}  // namespace

std::vector<Article> happening_articles() {
  std::vector<Article> all;
  for (auto part : {cost, white_house, distillation, export_controls, spending, overstated}) {
    for (Article& article : part()) all.push_back(std::move(article));
  }
  return all;
}

}  // namespace newswatch::demo
