const WORDS = {
  zh: {
    home: "全部报刊", search: "在本期中搜索（按 / 键）", placeholder: "搜索本期", sheet: "版面", picture: "版面图，可滚动", tools: "版面工具", page: "版次",
    page_back: "上一版", page_on: "下一版", smaller: "缩小（-）", larger: "放大（+）", whole: "整版显示（0）", fit: "整版",
    reading: "文章", list: "目录", to_list: "返回目录（Esc）", article_tools: "文章工具", copy: "复制", print: "打印", marks: "标记",
    marks_told: "显示或隐藏接缝与存疑字的标记", untitled: "（无题）", characters: "字", pages: "第", review: "待核对",
    confidence: "可信度", article_back: "← 上一篇", article_on: "下一篇 →", missing: "缺少这一版的图片，请重新数字化本期：",
    failed: "未能识读", package: "专题：", copied: "已复制", nothing: "没有找到", found: "篇文章",
  },
  en: {
    home: "All issues", search: "Search this issue (press /)", placeholder: "Search", sheet: "Page", picture: "Page picture, scrollable", tools: "Page tools",
    page: "Page", page_back: "Previous page", page_on: "Next page", smaller: "Smaller (-)", larger: "Larger (+)",
    whole: "Whole page (0)", fit: "Fit", reading: "Articles", list: "Contents", to_list: "Back to the contents (Esc)",
    article_tools: "Article tools", copy: "Copy", print: "Print", marks: "Marks",
    marks_told: "Show or hide the marks of joins and doubtful characters", untitled: "(untitled)", characters: "characters",
    pages: "pages", review: "to be checked", confidence: "confidence", article_back: "← Previous", article_on: "Next →",
    missing: "The picture of this page is missing; digitize the issue again to have it:", failed: "could not be read",
    package: "Part of:", copied: "Copied", nothing: "Nothing found", found: "articles",
  },
};
const words = speak(WORDS);
const articles = all("article");
const pages = all(".page");
const viewport = one(".viewport");
const query = one("#query");
const MOST_ZOOM = 8;
const BLANK = 8; // pixels between a place that was asked for and the edge of what is seen

let shown = pages[0];
let opened = null;
let zoom = 1;

// -- the page picture: shown, zoomed, moved

/** Pixels of the screen to a pixel of the scan. */
function scale() {
  const { width, height } = shown.dataset;
  const padding = 2 * parseFloat(getComputedStyle(viewport).paddingLeft);
  const room = { width: viewport.clientWidth - padding, height: viewport.clientHeight - padding };
  return Math.max(0.01, Math.min(room.width / width, room.height / height)) * zoom;
}

function layOut() {
  if (!shown) return;
  const width = Math.round(shown.dataset.width * scale());
  shown.style.width = `${width}px`;
  shown.style.height = `${Math.round(shown.dataset.height * scale())}px`;
  const picture = one("img", shown);
  if (picture) picture.sizes = `${width}px`; // the browser takes the large picture where the small one is too coarse
}

function showPage(number) {
  const page = pages.find((each) => each.dataset.page === String(number));
  if (!page) return;
  shown = page;
  for (const each of pages) each.classList.toggle("shown", each === page);
  for (const place of all(".place")) place.classList.toggle("here", place.id === `list-p${number}`);
  one("#page").value = number;
  layOut();
}

function stepPage(by) {
  const next = pages[pages.indexOf(shown) + by];
  if (!next) return;
  showPage(next.dataset.page);
  if (!opened) one(`#list-p${next.dataset.page}`).scrollIntoView({ block: "nearest" });
}

/** Zooms; the point at x, y of the window stays where it is. */
function zoomTo(wanted, x, y) {
  const before = shown.getBoundingClientRect();
  const frame = viewport.getBoundingClientRect();
  x ??= frame.left + frame.width / 2;
  y ??= frame.top + frame.height / 2;
  const at = { x: (x - before.left) / before.width, y: (y - before.top) / before.height };
  zoom = Math.min(MOST_ZOOM, Math.max(1, wanted));
  layOut();
  const after = shown.getBoundingClientRect();
  viewport.scrollBy(after.left + at.x * after.width - x, after.top + at.y * after.height - y);
}

/** Brings boxes of the page into view, the first one's corner at least. */
function lookAt(elements) {
  if (!elements.length) return;
  const frame = viewport.getBoundingClientRect();
  const boxes = elements.map((element) => element.getBoundingClientRect());
  const left = Math.min(...boxes.map((box) => box.left));
  const top = Math.min(...boxes.map((box) => box.top));
  const inView = boxes[0].top >= frame.top && boxes[0].bottom <= frame.bottom;
  const beside = boxes[0].left < frame.left || boxes[0].right > frame.right;
  if (!inView || beside) viewport.scrollBy(left - frame.left - BLANK, top - frame.top - BLANK);
}

let grabbed = null;
viewport.addEventListener("pointerdown", (event) => {
  if (event.pointerType === "mouse" && event.button === 0) grabbed = { x: event.clientX, y: event.clientY, moved: false };
});
addEventListener("pointermove", (event) => {
  if (!grabbed) return;
  const { movementX, movementY } = event;
  if (Math.hypot(event.clientX - grabbed.x, event.clientY - grabbed.y) > 4) grabbed.moved = true;
  if (!grabbed.moved) return;
  viewport.classList.add("panning");
  viewport.scrollBy(-movementX, -movementY);
});
addEventListener("pointerup", () => {
  viewport.classList.remove("panning");
  setTimeout(() => (grabbed = null));
});
viewport.addEventListener("dragstart", (event) => event.preventDefault());
viewport.addEventListener("click", (event) => {
  if (grabbed?.moved) return event.preventDefault(); // the end of a drag
  const piece = event.target.closest("rect");
  if (piece) one(`#${CSS.escape(piece.dataset.block)}`).scrollIntoView({ block: "center" });
});
viewport.addEventListener("dblclick", (event) => zoomTo(zoom < 2 ? 3 : 1, event.clientX, event.clientY));
viewport.addEventListener("wheel", (event) => {
  if (!event.ctrlKey) return;
  event.preventDefault();
  zoomTo(zoom * Math.exp(-event.deltaY / 300), event.clientX, event.clientY);
}, { passive: false });
new ResizeObserver(layOut).observe(viewport);

for (const picture of all(".page img")) {
  const tell = () => (one(".missing", picture.parentElement).hidden = false, picture.hidden = true);
  picture.addEventListener("error", tell);
  if (picture.complete && !picture.naturalWidth && picture.currentSrc) tell();
}

// -- the open article

function open(article) {
  opened = article;
  document.body.classList.toggle("one", Boolean(article));
  document.body.classList.remove("peek");
  for (const each of articles) each.classList.toggle("on", each === article);
  for (const each of all(".region, .pieces")) each.classList.toggle("on", each.dataset.article === article?.id);
  for (const each of all("svg")) each.classList.toggle("reads", Boolean(one(".region.on", each)));
  arrange();
  if (!article) return;
  for (const picture of all(".crop img", article)) picture.loading = "eager"; // a print has all of them
  const on = article.dataset.pages.split(" ");
  if (!on.includes(shown.dataset.page)) showPage(on[0]);
  lookAt(all(".region.on", shown));
  one("#reading").scrollTop = 0;
  article.focus({ preventScroll: true });
  highlight();
}

/** The open article, or the results of a search, or the contents. */
function arrange() {
  one(".results").hidden = Boolean(opened) || !terms().length;
  one(".list").hidden = Boolean(opened) || !one(".results").hidden;
}

function follow() {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (target?.matches(".page")) showPage(target.dataset.page);
  const former = opened;
  open(target?.closest("article"));
  if (former && !opened) {
    const entry = one(`.entry a[data-article="${former.id}"]`, one(".results").hidden ? one(".list") : one(".results"));
    entry?.focus();
  }
}

function stepArticle(by) {
  const next = articles[articles.indexOf(opened) + by];
  if (next) location.hash = next.id;
}

/** Lights up where a block stands on the page. */
function near(block, on) {
  for (const piece of all(`rect[data-block="${block.id}"]`)) piece.classList.toggle("near", on);
}

for (const block of all(".block")) {
  block.addEventListener("mouseenter", () => near(block, true));
  block.addEventListener("mouseleave", () => near(block, false));
  block.addEventListener("click", () => {
    if (getSelection().toString()) return;
    document.body.classList.add("peek");
    showPage(block.dataset.page);
    lookAt(all(`rect[data-block="${block.id}"]`, shown));
  });
}
for (const piece of all(".pieces rect")) {
  const block = one(`#${CSS.escape(piece.dataset.block)}`);
  for (const [kind, on] of [["mouseenter", true], ["mouseleave", false]]) {
    piece.addEventListener(kind, () => (block.classList.toggle("near", on), near(block, on)));
  }
}
for (const kind of ["mouseover", "mouseout", "focusin", "focusout"]) {
  document.addEventListener(kind, (event) => {
    const id = event.target.closest?.(".region, .entry a")?.dataset.article;
    if (!id) return;
    const on = kind === "mouseover" || kind === "focusin";
    for (const each of all(`.region[data-article="${id}"], .entry a[data-article="${id}"]`)) each.classList.toggle("near", on);
  });
}

function plainText(article) {
  return all(".t", article).map((part) => part.textContent.trim()).join("\n");
}

function say(text) {
  const said = one(".said");
  said.textContent = text;
  setTimeout(() => (said.textContent = ""), 1500);
}

async function copy() {
  try {
    await navigator.clipboard.writeText(plainText(opened));
  } catch {
    getSelection().selectAllChildren(opened); // no right to the clipboard: at least it is selected
    document.execCommand("copy");
  }
  say(words.copied);
}

// -- search

let parts = null;
function searchable() {
  parts ??= articles.map((article) => all(".t", article).map((element) => ({ element, folded: fold(element.textContent) })));
  return parts;
}

const terms = () => termsOf(query);

function search() {
  const wanted = terms();
  const results = one(".results");
  arrange();
  if (opened && wanted.length) location.hash = "";
  const found = articles.filter((_, k) => wanted.every((term) => searchable()[k].some((part) => part.folded.includes(term))));
  one("ol", results).replaceChildren(...(wanted.length ? found.map((article) => result(article, wanted)) : []));
  one(".count", results).textContent = found.length ? `${found.length} ${words.found}` : words.nothing;
  highlight();
}

function result(article, wanted) {
  const entry = one(`.list a[data-article="${article.id}"]`).cloneNode(true);
  one(".facts", entry).remove();
  const mine = searchable()[articles.indexOf(article)];
  const part = mine.find((each) => !each.element.matches("h2") && each.folded.includes(wanted[0])) ?? mine[0];
  const snippet = document.createElement("span");
  snippet.className = "snippet";
  snippet.append(...marked(part.element.textContent, wanted[0]));
  entry.append(snippet);
  const item = document.createElement("li");
  item.className = "entry";
  item.append(entry);
  return item;
}

/** Marks what is searched in the open article, without touching its text. */
function highlight() {
  if (!CSS.highlights) return;
  const ranges = [];
  const mine = opened ? searchable()[articles.indexOf(opened)] : [];
  for (const part of mine) {
    const places = placesIn(part.element.textContent);
    for (const term of terms()) {
      for (let at = part.folded.indexOf(term); at >= 0; at = part.folded.indexOf(term, at + term.length)) {
        ranges.push(rangeOf(part.element, places[at], places[at + term.length - 1] + 1));
      }
    }
  }
  CSS.highlights.set("found", new Highlight(...ranges));
  ranges[0]?.startContainer.parentElement.scrollIntoView({ block: "center" });
}

/** A range over an element's text, whatever elements it is made of. */
function rangeOf(element, start, end) {
  const range = document.createRange();
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  let before = 0;
  while (walker.nextNode()) {
    const { length } = walker.currentNode;
    if (start >= before && start < before + length) range.setStart(walker.currentNode, start - before);
    if (end > before && end <= before + length) range.setEnd(walker.currentNode, end - before);
    before += length;
  }
  return range;
}

query.addEventListener("input", search);
one(".search").addEventListener("submit", (event) => {
  event.preventDefault();
  one(".results a")?.click();
});

// -- buttons and keys

const DO = {
  "page-back": () => stepPage(-1),
  "page-on": () => stepPage(1),
  smaller: () => zoomTo(zoom / 1.5),
  larger: () => zoomTo(zoom * 1.5),
  whole: () => zoomTo(1),
  peek: () => document.body.classList.toggle("peek"),
  copy,
  print: () => print(),
  marks: () => {
    const plain = document.body.classList.toggle("plain");
    for (const button of all('[data-do="marks"]')) button.setAttribute("aria-pressed", String(!plain));
  },
};
document.addEventListener("click", (event) => {
  const target = event.target.closest("[data-do], [data-step], .to-page");
  if (!target) return;
  if (target.dataset.do) return DO[target.dataset.do]();
  event.preventDefault();
  if (target.dataset.step) return stepArticle(Number(target.dataset.step));
  document.body.classList.add("peek");
  showPage(target.dataset.page);
  lookAt(all(".region.on", shown));
});
one("#page").addEventListener("change", (event) => showPage(event.target.value));

/** Moves the focus in the list or the results. */
function stepEntry(by) {
  const entries = all(".entry a").filter((entry) => entry.checkVisibility());
  const at = entries.indexOf(document.activeElement);
  entries[at < 0 ? 0 : Math.min(entries.length - 1, Math.max(0, at + by))]?.focus();
}

const KEYS = {
  "/": () => query.select(),
  Escape: () => {
    if (document.activeElement === query && query.value) {
      query.value = "";
      search();
    } else location.hash = "";
  },
  ArrowLeft: () => (opened ? stepArticle(-1) : stepPage(-1)),
  ArrowRight: () => (opened ? stepArticle(1) : stepPage(1)),
  ArrowUp: () => !opened && stepEntry(-1),
  ArrowDown: () => !opened && stepEntry(1),
  "+": DO.larger,
  "=": DO.larger,
  "-": DO.smaller,
  0: DO.whole,
};
const SCROLLS = ["ArrowUp", "ArrowDown"];
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || !KEYS[event.key]) return;
  const typing = event.target === query && !["Escape", "ArrowDown"].includes(event.key);
  const zoomed = event.target === viewport && zoom > 1 && event.key.startsWith("Arrow");
  if (typing || zoomed || event.target.matches("select") || (opened && SCROLLS.includes(event.key))) return;
  event.preventDefault();
  KEYS[event.key]();
});

addEventListener("hashchange", follow);
if (pages.length) showPage(pages[0].dataset.page);
follow();
