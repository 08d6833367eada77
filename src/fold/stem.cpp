#include "fold/stem.h"

#include <libstemmer.h>

#include <memory>

#include "text/hash.h"

namespace newswatch::fold {
namespace {

class Stemmer {
 public:
  Stemmer() : stemmer_(sb_stemmer_new("english", "UTF_8")) {}
  std::string stem(std::string_view word) const {
    const sb_symbol* out =
        sb_stemmer_stem(stemmer_.get(), reinterpret_cast<const sb_symbol*>(word.data()),
                        static_cast<int>(word.size()));
    if (out == nullptr) return std::string(word);  // out of memory
    return {reinterpret_cast<const char*>(out),
            static_cast<std::size_t>(sb_stemmer_length(stemmer_.get()))};
  }

 private:
  struct Delete {
    void operator()(sb_stemmer* s) const { sb_stemmer_delete(s); }
  };
  std::unique_ptr<sb_stemmer, Delete> stemmer_;
};

// libstemmer's object keeps the last result: one for each thread.
const Stemmer& stemmer() {
  thread_local const Stemmer instance;
  return instance;
}

}  // namespace

std::string stem(std::string_view word) { return stemmer().stem(word); }

model::TermId word_id(std::string_view stem_of_word) {
  return text::hash64("w:" + std::string(stem_of_word));
}

model::TermId gram_id(std::string_view gram) { return text::hash64("g:" + std::string(gram)); }

}  // namespace newswatch::fold
