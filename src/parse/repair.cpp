#include "parse/repair.h"

#include <algorithm>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "parse/clean_text.h"
#include "parse/element_names.h"
#include "parse/limits.h"
#include "parse/next_token.h"
#include "parse/repair_attributes.h"
#include "parse/warnings.h"
#include "text/ascii.h"

namespace newswatch::parse {
namespace {

constexpr std::size_t npos = std::string_view::npos;
constexpr std::string_view kCdata = "<![CDATA[";

class Repairer {
 public:
  Repairer(std::string_view text, Warnings& warnings)
      : in_(text),
        warnings_(warnings),
        clean_(text.size(), most_grown(text.size()), warnings),
        attributes_(text, clean_, warnings),
        blank_texts_count_(text.find("xhtml") != npos) {
    out_.reserve(text.size() + text.size() / 8);
  }

  std::string run() {
    while (pos_ < in_.size()) {
      if (in_[pos_] == '<') {
        markup();
      } else {
        const std::size_t end = std::min(in_.find('<', pos_), in_.size());
        text(in_.substr(pos_, end - pos_));
        pos_ = end;
      }
      if (nodes_ > kMaxNodes || out_.size() > most_grown(in_.size())) cut();
    }
    finish();
    return std::move(out_);
  }

 private:
  struct Open {
    std::string_view name;
    std::size_t start;  // in out_
  };

  // Ends the document here: the rest would take too much memory.
  void cut() {
    warnings_.add(nodes_ > kMaxNodes ? "the document has too many elements; its end is left out"
                                     : "the document grows too large; its end is left out");
    cut_ = true;
    pos_ = in_.size();
  }

  // A text that comes first in its element is no node of its own.
  void count_text(std::string_view raw) {
    if (out_.ends_with('>') && !first_in_element_ &&
        (blank_texts_count_ || raw.find_first_not_of(kXmlSpace) != npos)) {
      ++nodes_;
    }
  }

  void text(std::string_view raw) {
    if (!stack_.empty()) {
      count_text(raw);
      clean_.append_text(raw, out_);
    } else if (raw.find_first_not_of(kXmlSpace) != npos) {
      warnings_.add("text before or after the document is left out");
    }
  }

  void markup() {
    const std::string_view rest = in_.substr(pos_);
    if (text::starts_in_any_case(rest, kCdata)) return cdata();
    if (rest.starts_with("<!--")) return skip_to(comment_end_, 4);
    if (rest.starts_with("<?")) return instruction();
    if (rest.starts_with("<!")) return declaration();
    if (rest.starts_with("</")) return end_tag();
    if (rest.size() > 1 && is_name_start(rest[1])) return start_tag();
    bare_sign();
  }

  // Keeps a '<' that begins no markup as a character.
  void bare_sign() {
    if (!stack_.empty()) {
      warnings_.add("a bare < is read as the character");
      out_ += "&lt;";
    }
    ++pos_;
  }

  // Moves past the next `end`. If a comment or instruction has no end, only its first tag is
  // dropped; but if the end tag of the root is missing too, the document was cut inside it and all
  // is dropped.
  void skip_to(NextToken& end, std::size_t head) {
    pos_ += head;
    const std::size_t found = end.from(pos_);
    if (found != npos) {
      pos_ = found + end.size();
      return;
    }
    warnings_.add("a comment or instruction without end is left out");
    const bool cut = !stack_.empty() && !root_ends_ahead();
    pos_ = cut ? in_.size() : std::min(in_.find('>', pos_), in_.size() - 1) + 1;
  }

  // The search is made once, since a document may be full of such places.
  bool root_ends_ahead() {
    if (!root_end_) root_end_ = in_.rfind("</" + std::string(stack_.front().name));
    return *root_end_ != npos && *root_end_ > pos_;
  }

  void instruction() {
    if (!text::starts_in_any_case(in_.substr(pos_), "<?xml ")) return skip_to(instruction_end_, 2);
    // A document begins here. What is open belongs to what a broken server wrote before it.
    while (open_roots_ == 0 && !stack_.empty()) close_last();
    const std::size_t end = in_.find('>', pos_);
    if (end == npos) return skip_to(instruction_end_, 2);
    if (in_[end - 1] != '?') warnings_.add("the XML declaration has no proper end");
    pos_ = end + 1;
  }

  void declaration() {
    const std::size_t end = std::min(in_.find('>', pos_), in_.size());
    const bool doctype =
        stack_.empty() && !doctype_seen_ && text::starts_in_any_case(in_.substr(pos_), "<!doctype");
    doctype_seen_ = doctype_seen_ || doctype;
    const std::size_t bracket = doctype ? in_.substr(0, end).find('[', pos_) : npos;
    if (bracket == npos) {
      if (!stack_.empty()) warnings_.add("declarations inside the document are left out");
      pos_ = std::min(end + 1, in_.size());
      return;
    }
    std::size_t close = bracket;
    while ((close = in_.find(']', close + 1)) != npos) {
      const std::size_t after = in_.find_first_not_of(kXmlSpace, close + 1);
      if (after == npos || in_[after] == '>') break;
    }
    if (close == npos) close = end;
    warnings_.add("the DOCTYPE's declarations are left out");
    clean_.declare_entities(in_.substr(bracket + 1, close - bracket - 1));
    pos_ = std::min(in_.find('>', close), in_.size() - 1) + 1;
  }

  void cdata() {
    pos_ += kCdata.size();
    // Where no text belongs, the section hides elements.
    if (stack_.empty() || is_container_element(stack_.back().name)) {
      return warnings_.add("a CDATA section outside of any text is opened");
    }
    std::size_t end = cdata_end_.from(pos_);
    std::size_t next = end == npos ? npos : end + 3;
    // A section that holds the start of another has lost its end. It ends with its element.
    const std::size_t limit = std::min(end, in_.size());
    const std::size_t nested = in_.substr(pos_, limit - pos_).find(kCdata);
    if (nested != npos || end == npos) {
      const std::string tag = "</" + std::string(stack_.back().name);
      const std::size_t reach = nested == npos ? limit - pos_ : nested;
      const std::size_t close = in_.substr(pos_, reach).find(tag);
      if (close != npos) {
        warnings_.add("a CDATA section without end ends with its element");
        end = next = pos_ + close;
      }
    }
    if (end == npos) end = next = in_.size();
    ++nodes_;
    first_in_element_ = false;
    out_ += kCdata;
    clean_.append_cdata(in_.substr(pos_, end - pos_), out_);
    out_ += "]]>";
    pos_ = next;
  }

  void end_tag() {
    const std::size_t end = in_.find_first_of("><", pos_ + 2);
    if (end == npos) {
      pos_ = in_.size();
      return;
    }
    std::string_view name = in_.substr(pos_ + 2, end - pos_ - 2);
    name.remove_prefix(std::min(name.find_first_not_of(kXmlSpace), name.size()));
    name = name.substr(0, name.find_first_of(kXmlSpace));
    if (in_[end] == '<') warnings_.add("a tag without end is closed");
    pos_ = in_[end] == '>' ? end + 1 : end;
    if (too_deep_ > 0 && !is_part_of_item(name) && !is_container_element(name)) {
      --too_deep_;
      return;
    }
    if (!open_.contains(name)) {
      name = likely_open(name);
      warnings_.add(name.empty() ? "end tags without start are left out"
                                 : "end tags with another name than their start are corrected");
      if (name.empty()) return;
    }
    if (stack_.back().name != name) warnings_.add("missing end tags are added");
    close_through(name);
  }

  // The innermost open element whose name differs from `name` only in case or prefix. Empty: none.
  std::string_view likely_open(std::string_view name) const {
    constexpr std::size_t kNear = 16;
    for (std::size_t i = 0; i < std::min(kNear, stack_.size()); ++i) {
      const std::string_view open = stack_[stack_.size() - 1 - i].name;
      if (text::equal_in_any_case(open, name)) return open;
    }
    const std::string_view last = stack_.empty() ? std::string_view() : stack_.back().name;
    return text::equal_in_any_case(local_name(last), local_name(name)) ? last : std::string_view();
  }

  void close_through(std::string_view name) {
    for (bool found = false; !found;) {
      found = stack_.back().name == name;
      close_last();
    }
  }

  void close_last() {
    const Open& last = stack_.back();
    out_.append("</").append(last.name).append(">");
    first_in_element_ = false;
    too_deep_ = 0;
    if (const auto open = open_.find(last.name); --open->second == 0) open_.erase(open);
    open_containers_ -= is_container_element(last.name) ? 1 : 0;
    if (is_root_element(last.name)) root_closed_ = --open_roots_ == 0;
    stack_.pop_back();
  }

  void push(const Open& open) {
    stack_.push_back(open);
    ++open_[open.name];
    open_containers_ += is_container_element(open.name) ? 1 : 0;
    open_roots_ += is_root_element(open.name) ? 1 : 0;
  }

  // Closes the open elements that `name` cannot be inside of: their end tags are missing.
  void make_place_for(std::string_view name) {
    const std::size_t before = stack_.size();
    if (is_item_element(name)) {
      // An item is not inside another item, and not inside the description of a channel.
      if (open_.contains(name)) {
        close_through(name);
      } else if (name == local_name(name) && open_containers_ > 0) {
        while (!is_container_element(stack_.back().name)) close_last();
      }
    } else if (is_root_element(name) && open_roots_ == 0 && !open_.contains("html") &&
               !open_.contains("HTML")) {
      while (!stack_.empty()) close_last();
    } else if (!stack_.empty() && is_text_element(stack_.back().name) && is_part_of_item(name)) {
      close_last();
    }
    if (stack_.size() != before) warnings_.add("missing end tags are added");
  }

  void start_tag() {
    const std::size_t start = pos_;
    const std::size_t end = in_.find_first_of(" \t\r\n/><", pos_ + 1);
    if (end == npos) {
      pos_ = in_.size();
      return;
    }
    const std::string_view name = in_.substr(start + 1, end - start - 1);
    if (!is_name(name)) return bare_sign();
    make_place_for(name);
    const std::size_t mark = out_.size();
    const bool written = stack_.size() < kMaxDepth;
    if (!written) warnings_.add("tags nested deeper than 256 are left out");
    out_.append("<").append(name);
    pos_ = end;
    const TagEnd tag_end = attributes_.read(pos_, out_);
    if (!written || tag_end == TagEnd::kCut) out_.resize(mark);
    if (tag_end == TagEnd::kCut) return;
    nodes_ += written ? 1 + attributes_.count() : 0;
    first_in_element_ = false;
    const bool lost_end = tag_end == TagEnd::kOpen && is_void_element(name);
    if (lost_end) warnings_.add("missing end tags are added");
    if (tag_end == TagEnd::kEmpty || lost_end) {
      if (written) out_ += "/>";
    } else {
      if (!written) return void(++too_deep_);
      out_ += '>';
      first_in_element_ = true;
      push({name, mark});
    }
  }

  void finish() {
    if (stack_.empty()) return;
    if (open_roots_ == 0 && root_closed_) {
      warnings_.add("missing end tags are added");  // the document itself is whole
    } else if (!cut_) {
      warnings_.add_truncation();
    }
    const auto item = std::find_if(stack_.begin(), stack_.end(), [this](const Open& open) {
      return is_item_element(open.name) || is_url_of_sitemap(open);
    });
    if (item != stack_.end()) {
      warnings_.add("the incomplete last item is left out");
      out_.resize(item->start);
      stack_.erase(item, stack_.end());
    }
    while (!stack_.empty()) close_last();
  }

  // Elsewhere, "url" is the name of other elements.
  bool is_url_of_sitemap(const Open& open) const {
    return local_name(open.name) == "url" && &open != &stack_.front() &&
           local_name((&open - 1)->name) == "urlset";
  }

  std::string_view in_;
  Warnings& warnings_;
  CleanText clean_;
  AttributeRepair attributes_;
  std::string out_;
  std::size_t pos_ = 0;
  std::vector<Open> stack_;
  std::unordered_map<std::string_view, std::size_t> open_;
  std::size_t open_containers_ = 0, open_roots_ = 0;
  bool doctype_seen_ = false, root_closed_ = false;
  bool cut_ = false;
  const bool blank_texts_count_;  // the parser is told to keep them, see XmlDocument::load()
  bool first_in_element_ = false;
  std::size_t nodes_ = 0;
  std::size_t too_deep_ = 0;             // tags that are left out, and not ended yet
  std::optional<std::size_t> root_end_;  // where the end tag of the root begins; npos: nowhere
  NextToken cdata_end_{in_, "]]>"}, comment_end_{in_, "-->"}, instruction_end_{in_, "?>"};
};

bool is_unfit(char c) { return c >= 0 && c < 0x20 && c != '\t' && c != '\n' && c != '\r'; }

}  // namespace

std::string repair(std::string text, Warnings& warnings) {
  if (std::erase_if(text, &is_unfit) > 0) warnings.add("control characters are left out");
  return Repairer(text::trimmed(text), warnings).run();
}

}  // namespace newswatch::parse
