#include "fold/places.h"

#include <string_view>
#include <unordered_map>

namespace newswatch::fold {
namespace {

struct Toponym {
  std::string_view name;
  std::string_view others;  // without the plural s
};

// Left out on purpose:
// - "us", for the pronoun is the same when folded, and "U.S.", which is two words, "u" and "s"; so
//   Americans are of america;
// - capitals for governments ("Washington", "Moscow"): too many stories happen in the city;
// - what may be two places or a language more often than a people: English, Dominican, Georgian,
//   Punjabi, Rican, Roman, Yorker.
constexpr Toponym kPlaces[] = {
    // the Americas
    {"america", "american usa"},
    {"canada", "canadian"},
    {"mexico", "mexican"},
    {"brazil", "brazilian"},
    {"argentina", "argentine argentinian argentinean"},
    {"chile", "chilean"},
    {"peru", "peruvian"},
    {"colombia", "colombian"},
    {"venezuela", "venezuelan"},
    {"ecuador", "ecuadorian ecuadorean"},
    {"bolivia", "bolivian"},
    {"paraguay", "paraguayan"},
    {"uruguay", "uruguayan"},
    {"cuba", "cuban"},
    {"haiti", "haitian"},
    {"jamaica", "jamaican"},
    {"honduras", "honduran"},
    {"guatemala", "guatemalan"},
    {"salvador", "salvadoran salvadorean"},
    {"nicaragua", "nicaraguan"},
    {"panama", "panamanian"},
    {"belize", "belizean"},
    {"guyana", "guyanese"},
    {"suriname", "surinamese"},
    {"bahamas", "bahamian"},
    {"barbados", "barbadian"},
    {"trinidad", "trinidadian"},
    {"greenland", "greenlandic greenlander"},
    {"quebec", "quebecer quebecois"},
    // Europe
    {"europe", "european"},
    {"britain", "british briton uk"},
    {"scotland", "scottish scot"},
    {"wales", "welsh"},
    {"ireland", "irish"},
    {"france", "french"},
    {"germany", "german"},
    {"italy", "italian"},
    {"spain", "spanish spaniard"},
    {"catalonia", "catalan"},
    {"portugal", "portuguese"},
    {"netherlands", "dutch holland"},
    {"belgium", "belgian"},
    {"luxembourg", "luxembourgish"},
    {"switzerland", "swiss"},
    {"austria", "austrian"},
    {"bavaria", "bavarian"},
    {"denmark", "danish dane"},
    {"sweden", "swedish swede"},
    {"norway", "norwegian"},
    {"finland", "finnish"},
    {"iceland", "icelandic icelander"},
    {"scandinavia", "scandinavian"},
    {"poland", "polish"},
    {"czechia", "czech"},
    {"slovakia", "slovak slovakian"},
    {"slovenia", "slovenian slovene"},
    {"hungary", "hungarian"},
    {"romania", "romanian"},
    {"bulgaria", "bulgarian"},
    {"greece", "greek"},
    {"cyprus", "cypriot"},
    {"malta", "maltese"},
    {"sicily", "sicilian"},
    {"serbia", "serbian serb"},
    {"croatia", "croatian croat"},
    {"bosnia", "bosnian"},
    {"albania", "albanian"},
    {"kosovo", "kosovar"},
    {"macedonia", "macedonian"},
    {"montenegro", "montenegrin"},
    {"latvia", "latvian"},
    {"lithuania", "lithuanian"},
    {"estonia", "estonian"},
    {"belarus", "belarusian belarussian"},
    {"moldova", "moldovan"},
    {"ukraine", "ukrainian"},
    {"crimea", "crimean"},
    {"russia", "russian"},
    {"chechnya", "chechen"},
    {"siberia", "siberian"},
    // Asia and the Middle East
    {"asia", "asian"},
    {"china", "chinese"},
    {"tibet", "tibetan"},
    {"uyghur", "uighur"},
    {"taiwan", "taiwanese"},
    {"hongkong", "hongkonger"},
    {"japan", "japanese"},
    {"korea", "korean nkorea skorea"},
    {"mongolia", "mongolian"},
    {"vietnam", "vietnamese"},
    {"cambodia", "cambodian"},
    {"laos", "laotian"},
    {"thailand", "thai"},
    {"myanmar", "burmese burma"},
    {"malaysia", "malaysian"},
    {"singapore", "singaporean"},
    {"indonesia", "indonesian"},
    {"philippines", "philippine filipino filipina"},
    {"india", "indian"},
    {"kashmir", "kashmiri"},
    {"pakistan", "pakistani"},
    {"bangladesh", "bangladeshi"},
    {"lanka", "lankan"},
    {"nepal", "nepali nepalese"},
    {"bhutan", "bhutanese"},
    {"maldives", "maldivian"},
    {"afghanistan", "afghan"},
    {"iran", "iranian"},
    {"iraq", "iraqi"},
    {"syria", "syrian"},
    {"lebanon", "lebanese"},
    {"israel", "israeli"},
    {"palestine", "palestinian"},
    {"gaza", "gazan"},
    {"jordan", "jordanian"},
    {"saudi", ""},
    {"emirates", "emirati uae"},
    {"qatar", "qatari"},
    {"kuwait", "kuwaiti"},
    {"bahrain", "bahraini"},
    {"oman", "omani"},
    {"yemen", "yemeni"},
    {"turkey", "turkish turk turkiye"},
    {"kurdistan", "kurdish kurd"},
    {"armenia", "armenian"},
    {"azerbaijan", "azerbaijani azeri"},
    {"kazakhstan", "kazakh"},
    {"uzbekistan", "uzbek"},
    {"kyrgyzstan", "kyrgyz"},
    {"tajikistan", "tajik"},
    {"turkmenistan", "turkmen"},
    // Africa
    {"africa", "african"},
    {"egypt", "egyptian"},
    {"libya", "libyan"},
    {"tunisia", "tunisian"},
    {"algeria", "algerian"},
    {"morocco", "moroccan"},
    {"mauritania", "mauritanian"},
    {"sudan", "sudanese"},
    {"ethiopia", "ethiopian"},
    {"eritrea", "eritrean"},
    {"somalia", "somali"},
    {"kenya", "kenyan"},
    {"uganda", "ugandan"},
    {"tanzania", "tanzanian"},
    {"rwanda", "rwandan"},
    {"burundi", "burundian"},
    {"congo", "congolese"},
    {"zambia", "zambian"},
    {"zimbabwe", "zimbabwean"},
    {"malawi", "malawian"},
    {"mozambique", "mozambican"},
    {"angola", "angolan"},
    {"namibia", "namibian"},
    {"madagascar", "malagasy"},
    {"mauritius", "mauritian"},
    {"nigeria", "nigerian"},
    {"niger", "nigerien"},
    {"ghana", "ghanaian"},
    {"senegal", "senegalese"},
    {"mali", "malian"},
    {"chad", "chadian"},
    {"cameroon", "cameroonian"},
    {"gabon", "gabonese"},
    {"liberia", "liberian"},
    {"gambia", "gambian"},
    {"togo", "togolese"},
    {"benin", "beninese"},
    {"guinea", "guinean"},
    // Oceania
    {"australia", "australian aussie"},
    {"zealand", "zealander"},
    {"fiji", "fijian"},
    {"samoa", "samoan"},
    {"tonga", "tongan"},
    {"papua", "papuan"},
    // states of the USA
    {"alabama", "alabamian"},
    {"alaska", "alaskan"},
    {"arizona", "arizonan"},
    {"arkansas", "arkansan"},
    {"california", "californian"},
    {"colorado", "coloradan"},
    {"florida", "floridian"},
    {"hawaii", "hawaiian"},
    {"idaho", "idahoan"},
    {"iowa", "iowan"},
    {"kansas", "kansan"},
    {"kentucky", "kentuckian"},
    {"louisiana", "louisianan"},
    {"maryland", "marylander"},
    {"michigan", "michigander"},
    {"minnesota", "minnesotan"},
    {"mississippi", "mississippian"},
    {"missouri", "missourian"},
    {"montana", "montanan"},
    {"nebraska", "nebraskan"},
    {"nevada", "nevadan"},
    {"ohio", "ohioan"},
    {"oklahoma", "oklahoman"},
    {"oregon", "oregonian"},
    {"pennsylvania", "pennsylvanian"},
    {"tennessee", "tennessean"},
    {"texas", "texan"},
    {"utah", "utahn"},
    {"vermont", "vermonter"},
    {"virginia", "virginian"},
    {"wisconsin", "wisconsinite"},
    // cities
    {"london", "londoner"},
    {"paris", "parisian"},
    {"berlin", "berliner"},
    {"moscow", "muscovite"},
    {"vienna", "viennese"},
    {"venice", "venetian"},
    {"naples", "neapolitan"},
    {"chicago", "chicagoan"},
    {"boston", "bostonian"},
    {"sydney", "sydneysider"},
};

using PlaceNames = std::unordered_map<std::string_view, std::string_view>;

PlaceNames read_places() {
  PlaceNames names;
  for (const Toponym& place : kPlaces) {
    names.emplace(place.name, place.name);
    for (std::string_view rest = place.others; !rest.empty();) {
      const std::string_view word = rest.substr(0, rest.find(' '));
      rest.remove_prefix(word.size() == rest.size() ? rest.size() : word.size() + 1);
      names.emplace(word, place.name);
    }
  }
  return names;
}

}  // namespace

std::string_view known_place(std::string_view word) {
  static const PlaceNames names = read_places();
  auto found = names.find(word);
  if (found == names.end() && word.ends_with('s')) {
    found = names.find(word.substr(0, word.size() - 1));
  }
  return found == names.end() ? std::string_view() : found->second;
}

std::string_view place_of(std::string_view word) {
  const std::string_view place = known_place(word);
  return place.empty() ? word : place;
}

}  // namespace newswatch::fold
