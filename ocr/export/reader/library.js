const words = speak({
  zh: {
    search: "搜索全部文章（按 / 键）", placeholder: "搜索全部文章", results: "搜索结果", issues: "期", articles: "篇文章", pages: "版",
    failed: "版未能识读", more: "更多", waiting: "尚无结果", run: "查看运行", review: "篇待核对", empty: "还没有已数字化的报刊。", found: "篇文章", loading: "正在读取", nothing: "没有找到",
    missing: "期的 articles.js 无法读取",
  },
  en: {
    search: "Search all articles (press /)", placeholder: "Search all articles", results: "Search results", issues: "issues",
    articles: "articles", pages: "pages", failed: "pages could not be read", more: "More", waiting: "No result yet", run: "Open the run", review: "to be checked", empty: "Nothing has been digitized yet.",
    found: "articles found", loading: "loading", nothing: "Nothing found", missing: "issues whose articles.js cannot be read",
  },
});

const query = one("#query");
const results = one(".results");
const issues = all(".issue");
const AT_ONCE = 8; // files that are loaded side by side
const STEP = 50; // results that are shown at first, and then with each press on More
const articles = []; // { issue, id, headline, text, folded }

let read = 0;
let missing = 0;
let started = false;
let most = STEP;

/** What each issue's articles.js calls with its articles: [id, headline, text]. */
function baokan(found) {
  const { issue } = document.currentScript;
  for (const [id, headline, text] of found) articles.push({ issue, id, headline, text, folded: fold(text) });
}

/** Loads one issue's articles by a script element, which works from the file system where fetch does not. */
function load(issue) {
  return new Promise((done) => {
    const script = document.createElement("script");
    script.issue = issue;
    script.src = new URL("articles.js", one("a", issue).href).href;
    script.onload = done;
    script.onerror = () => (missing++, done());
    document.head.append(script);
  });
}

async function loadAll() {
  const waiting = [...issues];
  const worker = async () => {
    for (let issue = waiting.shift(); issue; issue = waiting.shift()) {
      await load(issue);
      read++;
      if (read % 25 === 0 && !results.contains(document.activeElement)) show();
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  articles.sort((one, other) => (other.issue.dataset.date < one.issue.dataset.date ? -1 : 1));
  show();
}

function search() {
  most = STEP;
  if (!started && termsOf(query).length) {
    started = true;
    loadAll();
  }
  show();
}

function show() {
  const wanted = termsOf(query);
  results.hidden = !wanted.length;
  for (const paper of all(".paper")) paper.hidden = Boolean(wanted.length);
  if (!wanted.length) return;
  const found = articles.filter((article) => wanted.every((term) => article.folded.includes(term)));
  one("ol", results).replaceChildren(...found.slice(0, most).map((article) => result(article, wanted)));
  one(".more").hidden = found.length <= most;
  const told = [found.length ? `${found.length} ${words.found}` : read < issues.length ? "" : words.nothing];
  if (read < issues.length) told.push(`${words.loading} ${read}/${issues.length} …`);
  if (missing) told.push(`${missing} ${words.missing}`);
  one(".count").textContent = told.filter(Boolean).join(" · ");
}

function result(article, wanted) {
  const { heading, date } = article.issue.dataset;
  const link = document.createElement("a");
  link.href = `${one("a", article.issue).getAttribute("href")}#${article.id}`;
  const line = (name, ...parts) => {
    const span = document.createElement("span");
    span.className = name;
    span.append(...parts);
    link.append(span);
  };
  line("title", article.headline);
  line("facts", [heading, date].filter(Boolean).join(" "));
  line("snippet", ...marked(article.text.replaceAll("\n", " "), wanted[0]));
  const item = document.createElement("li");
  item.append(link);
  return item;
}

query.addEventListener("input", search);
one(".more").addEventListener("click", () => ((most += STEP), show()));
one(".search").addEventListener("submit", (event) => {
  event.preventDefault();
  one(".results a")?.click();
});
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const links = all(".results a");
  const at = links.indexOf(document.activeElement);
  if (event.key === "/" && event.target !== query) query.select();
  else if (event.key === "Escape") (query.value = ""), search(), query.focus();
  else if (event.key === "ArrowDown" && links.length) links[Math.min(at + 1, links.length - 1)].focus();
  else if (event.key === "ArrowUp" && at > 0) links[at - 1].focus();
  else return;
  event.preventDefault();
});

// While somebody is at work the list changes; whoever searches is left alone.
const REFRESH_MS = 30000;
if (one(".busy")) setInterval(() => query.value || location.reload(), REFRESH_MS);
