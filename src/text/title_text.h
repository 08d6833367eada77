// The plain text of a title, which may be HTML or mere text: a publisher rarely says which. Pure;
// any thread; never throws; time is linear.
#pragma once

#include <string>
#include <string_view>

namespace newswatch::text {

// As plain_text() (plain_text.h), but no word is lost to a sign: of what looks like markup, only
// this counts as markup, and every other '<' is a character ("Vec<T>", "a<b", "<?php").
// - An element of HTML with start and end tag: "<b>falls</b>".
// - An end tag alone, behind a word: "falls</b>".
// - A start tag alone, if it is <br> or <wbr>, an empty element in full ("<img src='x'>", "<hr/>"),
//   or if there are character references and all tags are HTML's: then the title is HTML. Not where
//   the element would hide what follows, as <script> does.
// - A comment with its end.
std::string title_text(std::string_view title);

}  // namespace newswatch::text
