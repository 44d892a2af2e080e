"use strict";

const all = (selector, within = document) => [...within.querySelectorAll(selector)];
const one = (selector, within = document) => within.querySelector(selector);

/** Gives the controls their words, by the browser's language; returns these. */
function speak(wordsByLanguage) {
  const language = navigator.language.toLowerCase().startsWith("zh") ? "zh" : "en";
  const words = wordsByLanguage[language];
  document.documentElement.dataset.language = language;
  for (const element of all("[data-word]")) {
    element.textContent = words[element.dataset.word];
    element.lang = language;
  }
  for (const element of all("[data-label]")) {
    element.setAttribute("aria-label", words[element.dataset.label]);
    if (element.matches("button, a, input")) element.title = words[element.dataset.label];
  }
  one("#query").placeholder = words.placeholder;
  return words;
}

// Search: every character folds to one, so that places in the folded text are places in the text.
const [from, to] = JSON.parse(one("#folds").textContent);
const folds = new Map([...from].map((char, k) => [char, to[k]]));

/** The text as it is searched: 臺 is 台, A is a, and spaces are nothing. */
function fold(text) {
  let folded = "";
  for (const char of text) if (!/\s/.test(char)) folded += folds.get(char) ?? char;
  return folded;
}

/** The place in the text of each unit of the folded text. */
function placesIn(text) {
  return [...text.matchAll(/\S/g)].map((match) => match.index);
}

const termsOf = (input) => input.value.split(/\s+/).map(fold).filter(Boolean);

/** The text around a term's first place, the term marked: what an element may append. */
function marked(text, term) {
  const at = fold(text).indexOf(term);
  if (at < 0) return [text.slice(0, 60)];
  const places = placesIn(text);
  const [start, end] = [places[at], places[at + term.length - 1] + 1];
  const mark = document.createElement("mark");
  mark.textContent = text.slice(start, end);
  const before = Math.max(0, start - 24);
  return [(before ? "…" : "") + text.slice(before, start).trimStart(), mark, text.slice(end, end + 40)];
}
