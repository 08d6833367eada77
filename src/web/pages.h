// The pages of the site as values of their templates (page.h), read from the store.
//
// Each adds what the layout shows. Errors: those of the store. One thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "config/settings.h"
#include "model/clock.h"
#include "model/result.h"
#include "store/rows.h"
#include "view/store_search.h"
#include "view/watch_status.h"
#include "web/exchange.h"
#include "web/page.h"

namespace newswatch::web {

// What all pages are made from: the rows of one instant, and how the watch is.
struct Sight {
  const store::Rows& rows;
  const config::Settings& settings;
  const view::WatchStatus& watch;  // with the process's reasons
  model::Time now{};
  bool may_change = false;      // by whom it is asked
  std::string_view form_token;  // of this run
};

// title: of the page; here: the path of the page among those of the head.
void add_layout(Fields& fields, const Sight& sight, std::string_view title, std::string_view here,
                std::string_view query = {});

// ?topic=NAME, ?before=ID.
model::Result<Fields> events_page(const Sight& sight, const Request& request);
// nullopt: there is no such event.
model::Result<std::optional<Fields>> event_page(const Sight& sight, const std::string& id);
model::Result<Fields> feeds_page(const Sight& sight);
model::Result<Fields> topics_page(const Sight& sight);
model::Result<Fields> sinks_page(const Sight& sight);
// hits: what search_store() found; asked: there were words.
Fields search_page(const Sight& sight, const std::vector<view::SearchHit>& hits, bool more,
                   bool asked, std::string_view query);
Fields message_page(const Sight& sight, std::string_view title, std::string_view text,
                    std::string_view back);

}  // namespace newswatch::web
