// The charts of a report, as places and sizes of what is drawn. Across, in percent of the width,
// so that a chart fits a phone as well as a desk and its words keep their size; down, in pixels.
// Pure; any thread.
#pragma once

#include <string>
#include <vector>

#include "cli/report/report_figures.h"

namespace newswatch::cli::report {

struct Chart {
  struct Bar {
    double x = 0, width = 0;   // percent
    double y = 0, height = 0;  // pixels
    std::string kind;          // a class of the stylesheet
    std::string tip;           // shown by a pointer; empty: none
    double strength = 1;       // 0..1
  };
  struct Dot {
    double x = 0, y = 0;
    std::string kind, tip;
  };
  struct Words {
    double x = 0, y = 0;
    std::string kind;  // also says where `x` is in them: their start, "mid" or "end"
    std::string text;
  };
  struct Rule {  // across the whole width, or (`across` false) from the top to `y`
    double at = 0, y = 0;
    bool across = false;
  };

  std::string id, title, description;  // the last two for people who do not see it
  double height = 0;
  std::vector<Rule> rules;
  std::vector<Bar> bars;
  std::vector<Dot> dots;
  std::vector<Words> words;
  std::vector<std::pair<std::string, std::string>> legend;  // kind, what it stands for

  bool empty() const { return bars.empty() && dots.empty(); }
};

Chart timeline_chart(const Figures& figures);
Chart spread_chart(const Figures& figures);  // how the largest events spread from outlet to outlet
Chart first_chart(const Figures& figures);
Chart overlap_chart(const Figures& figures);
Chart lag_chart(const Figures& figures);
Chart health_chart(const Figures& figures);

}  // namespace newswatch::cli::report
