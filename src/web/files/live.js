"use strict";
// Times in the reader's zone, and a page that follows what happens while somebody looks at it.
(() => {
  const zone = new Intl.DateTimeFormat(undefined, {dateStyle: "medium", timeStyle: "short"});
  const localize = (root) => {
    for (const time of root.querySelectorAll("time[datetime]")) {
      const at = new Date(time.dateTime);
      if (Number.isNaN(at.getTime())) continue;
      time.title = zone.format(at);
      if (/^\d{4}-/.test(time.textContent)) time.textContent = zone.format(at);
    }
  };
  localize(document);
  if (!document.querySelector("[data-live]") || !window.EventSource) return;

  let stream = null;
  let last = "";
  let timer = 0;
  const known = () => new Set([...document.querySelectorAll(".events h2 a")].map((a) => a.href));

  // The server draws; what is new is marked, open details stay open.
  const refresh = async () => {
    const answer = await fetch(location.href, {headers: {Accept: "text/html"}});
    if (!answer.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const before = known();
    const open = [...document.querySelectorAll("details")].map((d) => d.open);
    for (const id of ["watch", "main"]) {
      const fresh = page.getElementById(id);
      const old = document.getElementById(id);
      if (!fresh || old.contains(document.activeElement) && /^(INPUT|BUTTON)$/.test(document.activeElement.tagName)) continue;
      const at = document.activeElement instanceof HTMLAnchorElement ? document.activeElement.getAttribute("href") : null;
      old.replaceWith(fresh);
      if (at && id === "main") fresh.querySelector(`a[href="${CSS.escape(at)}"]`)?.focus();
    }
    [...document.querySelectorAll("details")].forEach((d, i) => { d.open = open[i] ?? false; });
    for (const a of document.querySelectorAll(".events h2 a")) {
      if (before.size > 0 && !before.has(a.href)) a.closest("li").classList.add("new");
    }
    localize(document);
  };
  // At once, but not more often than every two seconds, however much happens.
  let again = 0;
  const soon = () => {
    if (timer) return;
    timer = setTimeout(() => {
      timer = 0;
      again = Date.now() + 2000;
      refresh();
    }, Math.max(300, again - Date.now()));
  };
  const follow = () => {
    stream = new EventSource("/api/v1/stream" + (last ? "?after=" + encodeURIComponent(last) : ""));
    stream.addEventListener("event.new", (e) => {
      last = e.lastEventId || last;
      document.getElementById("news").textContent = "New: " + JSON.parse(e.data).title;
      soon();
    });
    stream.addEventListener("event.changed", soon);
  };
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) {
      stream?.close();
      stream = null;
    } else if (!stream) {
      follow();
      soon();
    }
  });
  if (!document.hidden) follow();
})();
