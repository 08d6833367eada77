#include "fold/actions.h"

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <string>
#include <unordered_map>
#include <unordered_set>

#include "fold/stem.h"

namespace newswatch::fold {
namespace {

// No word may stand twice. Left out for their two meanings: fire (blaze, dismissal, guns), strike
// (labour, bombs), blast, back, bar, close, decline, drive, hit, lead, march, name, poll, rally,
// recover, top, appeal.
constexpr ActionClass kClasses[] = {
    // more and less
    {"fall",
     "fall fell fallen drop plunge slump tumble sink sank sunk slide slid plummet nosedive dive "
     "rout "
     "selloff dip slip sag downturn sell-off selling-off sold-off wipe-out wipeout go-down "
     "went-down "
     "wipe-off"},
    {"rise",
     "rise rose risen soar surge jump climb rebound spike skyrocket increase gain grow grew grown "
     "growth uptick go-up went-up"},
    {"raise", "raise hike boost"},
    {"cut", "cut slash reduce reduction trim curb cutback cut-back scale-back"},
    {"upgrade", "upgrade"},
    {"downgrade", "downgrade"},
    {"collapse", "collapse implode bankrupt bankruptcy insolvent insolvency go-bust went-bust"},
    // business
    {"launch",
     "launch unveil release debut introduce introduction rollout roll-out bring-out brought-out"},
    {"buy", "buy bought buyout acquire acquisition purchase takeover take-over took-over buy-out"},
    {"sell", "sell sold sale divest divestiture offload spin-off"},
    {"invest", "invest investment bankroll pour-into"},
    {"merge", "merge merger"},
    {"hire", "hire recruit recruitment poach"},
    {"sack", "sack oust ouster dismiss dismissal layoff lay-off laid-off axe"},
    {"surpass", "surpass overtake overtook overtaken outperform outpace outstrip exceed dethrone"},
    {"recall", "recall"},
    {"outage", "outage blackout downtime disrupt disruption"},
    {"hack", "hack hacker breach cyberattack ransomware malware phishing"},
    {"copy",
     "copy plagiarise plagiarize plagiarism counterfeit imitate imitation infringe "
     "infringement rip-off ripped-off"},
    {"expand", "expand expansion"},
    // law
    {"ban",
     "ban block prohibit prohibition outlaw restrict restriction forbid forbade forbidden "
     "blacklist"},
    {"allow", "allow permit legalise legalize lift unban"},
    {"probe",
     "probe investigate investigation inquiry enquiry examine examination scrutinise "
     "scrutinize scrutiny look-into"},
    {"accuse", "accuse accusation allege allegation blame"},
    {"sue", "sue sued suing lawsuit litigation"},
    {"arrest", "arrest detain detention custody apprehend nab"},
    {"charge", "charge indict indictment arraign arraignment prosecute prosecution"},
    {"convict", "convict conviction guilty"},
    {"sentence", "sentence jail imprison imprisonment"},
    {"acquit", "acquit acquittal exonerate exoneration clear-of"},
    {"fine", "fine penalty penalise penalize"},
    {"sanction", "sanction embargo"},
    {"impose", "impose imposition levy slap"},
    {"overturn", "overturn quash annul repeal revoke rescind invalidate strike-down struck-down"},
    {"uphold", "uphold upheld"},
    {"pardon", "pardon amnesty clemency commute"},
    {"deport", "deport deportation expel expulsion extradite extradition"},
    {"seize", "seize seizure confiscate raid"},
    {"steal", "steal stole stolen theft thief rob robbery heist loot burglary burglar"},
    // office and votes
    {"resign", "resign resignation quit step-down stand-down stood-down step-aside"},
    {"appoint", "appoint appointment nominate nomination nominee swear-in swore-in sworn-in"},
    {"retire", "retire retirement"},
    {"vote", "vote voter ballot referendum"},
    {"elect", "elect election reelect reelection re-elect re-election"},
    {"impeach", "impeach impeachment"},
    {"approve",
     "approve approval authorise authorize authorisation authorization ratify "
     "ratification greenlight green-light sign-off"},
    {"reject", "reject rejection refuse refusal rebuff spurn snub veto turn-down"},
    {"win", "win won winner beat beaten defeat victory triumph clinch"},
    {"lose", "lose lost loss"},
    {"qualify", "qualify qualifier"},
    // force
    {"kill", "kill killing murder slay slain assassinate assassination massacre homicide"},
    {"die", "die died dead death deadly fatal fatality pass-away"},
    {"injure", "injure injury wound hurt"},
    {"attack", "attack airstrike ambush bombard bombardment invade invasion shelling air-strike"},
    {"shoot", "shoot shot shooting shooter gunman gunmen gunfire gunshot open-fire opened-fire"},
    {"stab", "stab knife"},
    {"bomb", "bomb bombing bomber explode explosion detonate detonation blow-up blew-up"},
    {"assault", "assault rape molest harass harassment"},
    {"kidnap", "kidnap abduct abduction hostage"},
    {"protest", "protest protester protestor demonstrate demonstration demonstrator riot"},
    {"walkout", "walkout walk-out picket"},
    {"truce", "ceasefire truce armistice cease-fire"},
    {"withdraw", "withdraw withdrew withdrawn withdrawal pullout pull-out"},
    {"deploy", "deploy deployment"},
    // accidents and nature
    {"crash", "crash collide collision derail derailment wreck capsize"},
    {"blaze", "blaze wildfire bushfire inferno arson ablaze catch-fire caught-fire"},
    {"flood", "flood deluge inundate landslide mudslide"},
    {"quake", "quake earthquake tremor aftershock"},
    {"storm", "storm hurricane cyclone typhoon tornado blizzard"},
    {"erupt", "erupt eruption"},
    {"rescue", "rescue rescuer"},
    {"evacuate", "evacuate evacuation"},
    {"escape", "escape flee fled"},
    {"vanish", "vanish disappear disappearance go-missing went-missing gone-missing"},
    {"infect", "infect infection outbreak break-out test-positive"},
    {"discover", "discover discovery unearth"},
    // words
    {"praise", "praise hail laud applaud commend tout"},
    {"criticise",
     "criticise criticize criticism slam decry denounce denunciation condemn condemnation "
     "rebuke lambast lambaste lash-out hit-out"},
    {"mock", "mock mockery ridicule"},
    {"deny", "deny denial refute rebut"},
    {"admit", "admit admission confess confession acknowledge concede concession own-up"},
    {"apologise", "apologise apologize apology sorry"},
    {"warn", "warn warning caution"},
    {"threaten", "threaten threat"},
    {"promise", "promise vow pledge"},
    {"reveal", "reveal revelation disclose disclosure uncover"},
    {"leak", "leak"},
    {"demand", "demand call-for"},
    {"urge", "urge implore beseech call-on call-upon"},
    {"support", "support endorse endorsement"},
    {"oppose", "oppose"},
    {"plan", "plan propose proposal intend"},
    {"consider", "consider mull weigh ponder contemplate"},
    {"meet", "meet met meeting summit talks"},
    {"visit", "visit trip"},
    {"agree", "agree agreement sign deal pact accord treaty"},
    {"break off", "sever rupture break-off broke-off cut-ties"},
    {"marry", "marry marriage wed wedding"},
    {"divorce", "divorce"},
    // course of things
    {"delay", "delay postpone postponement defer put-off push-back"},
    {"cancel", "cancel cancellation scrap ditch call-off"},
    {"suspend", "suspend suspension halt pause freeze froze frozen"},
    {"shut", "shut shutter shutdown closure shut-down close-down"},
    {"resume", "resume resumption restart reopen reinstate reinstatement restore"},
};

// Their stems meet those of accord, sever, legalise, authorise, criticise and increase by chance.
constexpr std::string_view kOtherWords[] = {"according",  "several",     "legal",
                                            "authority",  "authorities", "critical",
                                            "critically", "increasingly"};

struct ActionNames {
  std::unordered_map<std::string, std::string_view> of;  // by stem, or stem-second for two words
  std::unordered_set<std::string> first;                 // stems of first words
};

std::string key_of(std::string_view first, std::string_view second) {
  return stem(first) + '-' + std::string(second);
}

ActionNames read_classes() {
  ActionNames names;
  for (const ActionClass& entry : kClasses) {
    for (std::string_view rest = entry.words; !rest.empty();) {
      const std::string_view word = rest.substr(0, rest.find(' '));
      rest.remove_prefix(word.size() == rest.size() ? rest.size() : word.size() + 1);
      const std::size_t hyphen = word.find('-');
      if (hyphen == std::string_view::npos) {
        names.of.emplace(stem(word), entry.name);
        continue;
      }
      const std::string_view first = word.substr(0, hyphen);
      names.of.emplace(key_of(first, word.substr(hyphen + 1)), entry.name);
      names.first.insert(stem(first));
    }
  }
  return names;
}

const ActionNames& action_names() {
  static const ActionNames names = read_classes();
  return names;
}

std::string_view name_of(const std::string& key) {
  const auto found = action_names().of.find(key);
  return found == action_names().of.end() ? std::string_view() : found->second;
}

}  // namespace

std::span<const ActionClass> action_classes() { return kClasses; }

std::string_view action_of(std::string_view word) {
  if (std::find(std::begin(kOtherWords), std::end(kOtherWords), word) != std::end(kOtherWords)) {
    return {};
  }
  return name_of(stem(word));
}

std::string_view action_of(std::string_view first, std::string_view second) {
  return name_of(key_of(first, second));
}

bool may_begin_action(std::string_view first) { return action_names().first.contains(stem(first)); }

}  // namespace newswatch::fold
