// weights: every constant that can change what folding decides, and the formula they belong to.
//
// ## The score
// A story is a vector of terms: stemmed words, numbers, classes of actions ("plunge" is fall), and
// deeds, which are a name with an action ("openai + probe"). The vector has unit length, and the
// weight of a term t in it is proportional to boost(t) x idf(t) x sqrt(part(t)), where part is 1,
// or what a gram is of a word:
//
//   boost   how much the term counts for its kind and the field it stands in, 0..1 (below)
//   idf     -ln of the highest of its shares in the stream and in each topic of the story;
//           share = (df + kPriorStories x background) / (n + kPriorStories), where df of the n
//           stories of the stream or topic hold the term, and `background` is its share of general
//           news. So a term is rare until the stream or the topic shows otherwise.
//
// The score of a story for an event is
//
//   min(1, (scale x likeness x proof + link) x decay) x agreement
//
//   likeness  kCentroidPart x cos(story, sum of the event's reports)
//             + kFirstReportPart x cos(story, the event's first report), 0..1
//   proof     evidence / (evidence + kDoubt), where the evidence is the sum of idf x part of the
//             words and numbers that both have: a score grows with what is shared, not only with
//             its share
//   scale     kScale, and up to kForeignGain more for a text that is not English
//   link      kLinkLikeness x weight of the rarest link that both have, 0 where they share none;
//             the weight is 1 for a link that one story had, and falls to 0 as it grows common
//   decay     exp(-(gap / kDecay)^2 / 2), where gap is the time between the story and the event's
//             newest report; 0 beyond the window
//   agreement kOtherNumber, kOtherPlace where the headlines contradict each other, else 1
//
// The story joins the event with the highest score if that is at or above the threshold, else it
// opens an event. A headline that nearly equals one of the window joins whatever the score, unless
// it contradicts that one or recurs in its own outlet. The window and both thresholds are the
// user's (config/settings.h): a threshold is a point on this scale, so whoever changes the scale
// chooses the thresholds anew.
//
// The method is that of Miranda et al. 2018 (online clustering of news by tf-idf against centroids,
// with decay), with idf of stream and topic.
//
// ## The values
// They were chosen together, on several labelled sets. The four figures behind a constant are the
// BCubed F1 that `newswatch cluster` reaches with it halved or doubled, on the sets of `peers` in
// the order of its table, as they were before scores grew with the evidence: .822 .885 .919 .795.
// Their direction holds; measure again before you believe a digit. "Flat": no set changes by more
// than .006. A value should lie where such a curve is flat, never at its edge. Small sets lie:
// believe a gain only where several sets show it.
// tests/unit/fold/floor_test.cpp fails when one of the main weights is far off.
//
// What only bounds speed or memory, and cannot change a decision, stands where it is used.
#pragma once

#include <chrono>
#include <cstddef>

namespace newswatch::fold {

// ---- Terms of a story: boosts, 0..1 ----
// Only their ratios count, as vectors have unit length.

// A word of the title. Halved .744 .872 .891 .775; doubled .804 .872 .912 .789.
inline constexpr float kTitleBoost = 1.0F;

// A word that only the summary has. Higher: long summaries outweigh the title, and a report without
// a summary does not join one with a summary. Lower: reports with different titles do not join.
// Halved .810 .877 .915 .795; doubled .744 .868 .893 .795 (the last set has no summaries).
inline constexpr float kSummaryBoost = 0.5F;

// A number, in either field. Higher: any two stories that share a figure join. Lower: two reports
// in different words that share a figure do not. Halved .818 .885 .919 .789; doubled .819 .874 .913
// .775.
inline constexpr float kNumberBoost = 0.8F;

// The class of an action, of the boost of its word. Less than the word: it tells what kind of thing
// happened, not to whom. Higher: happenings of one kind join. Halved .817 .884 .919 .796; doubled
// .801 .874 .914 .705.
inline constexpr float kActionBoost = 0.7F;

// A name with an action, of the lower boost of the two. It tells who did what. Higher: stories that
// do not name the same person with the same act do not join. Halved .795 .882 .925 .798; doubled
// .797 .867 .892 .789.
inline constexpr float kDeedBoost = 0.7F;

// Names and actions of one story that are paired, so that a list or a round-up does not make
// hundreds of deeds. Flat.
inline constexpr std::size_t kMostNames = 16, kMostActions = 8;

// Significant digits by which two numbers are equal: with 2, "$589bn" meets "$590 billion". One
// digit takes 14 for 10 and joins strangers; three or more miss rounded figures. Flat here. Term
// ids follow from it, and those are stored.
inline constexpr int kNumberDigits = 2;

// Numbers up to it, and years, stand in stories of every kind: they are no terms. A number with a
// scale word or a percent sign is never a year; "3 million" is a term. Flat.
inline constexpr double kSmallNumber = 3;
inline constexpr double kFirstYear = 1900, kLastYear = 2100;

// Capitals show names only where most words have none. A text in which more than this share of the
// words inside sentences are capitalised gives no names, nor does one with fewer such words than
// kCaseWords. Lower: prose full of names gives none. Higher: every word of a Title Case headline
// becomes a name. Share halved .757 .884 .919 .797; doubled (never Title Case) .827 .876 .899 .757.
inline constexpr double kTitleCaseShare = 0.5;
inline constexpr std::size_t kCaseWords = 3;

// ---- Other languages ----

// Of a word that the table of English does not have only so many characters count, for its ending
// is that of a case or a number ("Leversdorf", "Leversdorfer"). With 4 names fall together; with 6
// Slavic inflections fall apart. No set moves by more than .01 between 4 and 6.
inline constexpr std::size_t kWordBeginning = 5;

// How much of a word a gram stands for: of Han and Kana (a word has two characters), and of the
// other scripts without spaces (about four). The grams of a Korean word stand for one together.
inline constexpr double kHanPart = 0.5, kOtherScriptPart = 0.25;

// ---- How common a term is ----

// The number of stories that the background counts for. Lower: idf follows the first stories of a
// stream or topic, and the happening of the day looks common. Higher: a topic takes longer to learn
// which words say nothing inside it, and its happenings join. Halved .819 .885 .919 .783; doubled
// .802 .883 .920 .801.
inline constexpr double kPriorStories = 60;

// A story counts half as much after this time, so that idf forgets what is months old: the window
// and twice as much again. Links count for about the window. Shorter: the words of a topic's last
// weeks alone are common in it. (The sets are shorter: flat.)
inline constexpr auto kCountHalfLife = std::chrono::days(28);
inline constexpr auto kLinkHalfLife = std::chrono::days(7);

// Background shares, 0..1, of terms that the table of general news does not give. Flat: the counts
// soon outweigh them. (`cluster` has no topics; kTopicWordShare is flat in the floor test.)
inline constexpr double kTopicWordShare = 0.9;       // a word of a rule, inside its topic
inline constexpr double kFunctionWordShare = 0.2;    // "the", "said", "Monday"; at least
inline constexpr double kUnknownWordShare = 0.0001;  // the table ends with words of this share
inline constexpr double kForeignShare = 0.1;         // "der", "pour": words of function_words.h
inline constexpr double kGramShare = 0.0005;         // a gram of no word there
inline constexpr double kNumberShare = 0.0005;
inline constexpr double kActionShare = 0.02;
inline constexpr double kDeedShare = 0.0005;

// ---- Evidence ----

// What the words that a story and an event share tell, in nats: the sum of idf x part. Of a score
// evidence / (evidence + kDoubt) is left. Two short headlines that share one rare word are much
// alike and prove little. Higher: reports in few common words open events, and words in common
// count more than the share of them. With 9 or 18 the thresholds move, and the sets keep their best
// figures.
inline constexpr double kDoubt = 12;

// ---- One scale for all ----

// So that the thresholds lie about in the middle of what they lie between. It moves every score
// alike, but for links.
inline constexpr double kScale = 2;

// In languages that the table of English does not have, and that are not stemmed, two reports of
// one happening share fewer words; their scores are raised by this part. A text of which more than
// kForeignTextShare is not English is foreign, one of less than kMixedShare is not. Gain 0.4 to
// 1.2: the mean of eight languages changes by .02.
inline constexpr double kForeignGain = 0.8;
inline constexpr double kMixedShare = 0.4, kForeignTextShare = 0.8;

// ---- Likeness ----

// The sum of its reports shows what an event is about; the first report keeps it from drifting to
// another happening as it grows. They add up to 1. More of the first report and less of the sum:
// follow-ups in new words open events. One changed alone moves the whole scale against the
// threshold: centroid halved .806 .846 .846 .621, doubled .556 .833 .910 .800; first report halved
// .831 .874 .901 .772, doubled .748 .880 .932 .771.
inline constexpr double kCentroidPart = 0.75, kFirstReportPart = 0.25;

// What a rare link that both have is worth, as likeness. It lies just below the threshold for
// notifications, so that it joins only together with some words, for a follow-up links to the story
// that it follows. (The sets have no links: no figures.)
inline constexpr double kLinkLikeness = 0.2;

// A link that more of the stream's stories point to than this share of them says nothing; the count
// is kept between the two numbers, for short streams and for long ones. A higher bound lets home
// pages and "follow us" links join strangers.
inline constexpr double kCommonLinkShare = 0.01;
inline constexpr double kCommonLinkLeast = 3, kCommonLinkMost = 20;

// ---- Time ----

// The spread of the Gaussian decay: the score halves in 57 hours. Shorter: late
// reports open events. Longer: the next happening of the same people joins. Halved .816 .894 .919
// .795; doubled .788 .857 .913 .792.
inline constexpr auto kDecay = std::chrono::hours(48);

// ---- What contradicts (contradiction.h) ----

// What is left of a score where the headlines name another number of the same thing, or other
// places. Lower: a report that corrects a toll opens an event. Higher: happenings of one pattern
// join. From 0.3 to 0.5 no set moves by more than .01, and each half of the hard pairs by .06.
inline constexpr double kOtherNumber = 0.35, kOtherPlace = 0.35;
// Two numbers are the same if they differ by no more than this part of the larger.
inline constexpr double kSameNumber = 0.02;
// The best events that are looked at, the least score of one, and the newest headlines of each.
// What lies below is under every threshold. All flat.
inline constexpr std::size_t kCheckedEvents = 8, kFactReports = 8;
inline constexpr double kCheckedScore = 0.08;

// ---- Copied headlines ----

// Jaccard similarity of two headlines' character trigrams, 0..1, from which one is a copy of the
// other. Lower: headlines of one pattern join ("Bus falls into ravine in Peru", "in Bolivia").
// Higher: edited copies open events once the decay has passed. Halved .794 .876 .915 .764; without
// the rule .812 .885 .919 .795.
inline constexpr double kCopySimilarity = 0.65;
// A headline of fewer words proves nothing: "Morning brief" comes every day. Flat.
inline constexpr std::size_t kCopyWords = 4;
// Within one outlet a headline proves a copy for so long: later it is the next happening of its
// kind.
inline constexpr auto kOutletCopyTime = std::chrono::hours(24);

// ---- Two events that are one ----

// A report whose score is at least this for two events shows them to be
// one, and they merge. Lower: neighbours merge, and nothing splits them again. Higher: two events
// that a later report would unite stay two. It lies well above both thresholds, for an error here
// costs a happening. (`cluster` does not merge: no figures.)
inline constexpr double kMergeScore = 0.4;

// ---- Bounds of the search (candidates.h) ----
// They belong here because they can lose an event. All are flat on the sets; most leave every
// decision as it was. To let more through makes folding slower, nothing else. candidates.h says
// what each can lose.

inline constexpr std::size_t kTermPostings = 512;    // events read of one term, the newest
inline constexpr std::size_t kStoryPostings = 2048;  // events read in all
inline constexpr double kUnreadSquares = 0.01;       // of a story's squared weights: not looked up
inline constexpr std::size_t kLinkPostings = 20;     // events read of one link, the newest
inline constexpr std::size_t kScoredEvents = 32;     // events scored, by rank
inline constexpr std::size_t kCopyCandidates = 12;   // and by words alone, for the copy rule
inline constexpr auto kRankedGap = std::chrono::days(21);  // an older event ranks by words alone
inline constexpr std::size_t kCopyEvents = 20;             // events whose headlines are compared
inline constexpr std::size_t kCopyReports = 256;           // headlines of one event, the newest
inline constexpr std::size_t kOtherLinks = 31;             // links kept of a story, beside its own
// The best events that are stored with a decision; only they can be merged or asked about.
inline constexpr std::size_t kConsidered = 5;

}  // namespace newswatch::fold
