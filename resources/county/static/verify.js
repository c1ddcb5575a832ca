// The verification page: what stands behind the # never leaves the phone, unless the browser cannot check it by itself.

import { AskCounty, judge } from "./certificate.js";

const page = document.querySelector("main");
const words = JSON.parse(document.getElementById("words").textContent);
const form = document.getElementById("by-text");
const verdict = document.getElementById("verdict");

async function verify(given) {
  show({ state: "working", sentence: words.working });
  try {
    show(await verdictOn(given));
  } catch (error) {
    show({ state: "unsure", sentence: words.trouble });
  }
}

async function verdictOn(given) {
  try {
    const response = await fetch(page.dataset.trust, { cache: "no-cache" });
    if (!response.ok) throw new AskCounty("lists");
    return spoken(await judge(given, await response.json()));
  } catch (error) {
    if (error instanceof AskCounty || error instanceof TypeError) return askCounty(given);
    throw error;
  }
}

async function askCounty(given) {
  const body = JSON.stringify({ text: given });
  const response = await fetch(page.dataset.check, { method: "POST", body, headers: { "Content-Type": "application/json" } });
  if (response.status === 429) return { state: "unsure", sentence: words.too_often };
  if (!response.ok) throw new Error("county");
  return spoken(await response.json());
}

function spoken(found) {
  const reason = words.reasons[found.reason];
  const figures = { station: "", ...found };
  const sentence = reason.sentence.replace(/\{(\w+)\}/g, (_, name) => figures[name] ?? "");
  return { ...found, state: reason.state, title: reason.title, sentence, remedy: reason.remedy };
}

function show(found) {
  verdict.hidden = false;
  verdict.className = `verdict ${found.state}`;
  fill("title", found.title || "");
  fill("sentence", found.sentence);
  fill("remedy", found.remedy || "");
  claims(found);
  if (found.state !== "working") verdict.focus();
}

function fill(name, value) {
  const place = verdict.querySelector(`[data-part=${name}]`);
  place.textContent = value;
  place.hidden = !value;
}

function claims(found) {
  const table = verdict.querySelector("dl");
  table.hidden = !found.claims;
  for (const place of table.querySelectorAll("[data-claim]")) {
    place.textContent = found.claims ? claim(place.dataset.claim, found) : "";
    place.parentElement.hidden = !place.textContent;
  }
}

const CLAIMS = {
  kind: (found) => words.kinds[found.claims.kind] || found.claims.kind,
  masked: (found) => spread(found.claims.masked),
  period: (found) => `${found.claims.period_from} — ${found.claims.period_to}`,
  station: (found) => found.station,
  successor: (found) => found.successor || "",
};

function claim(name, found) {
  return String(CLAIMS[name] ? CLAIMS[name](found) : found.claims[name]);
}

function spread(masked) {
  const half = Math.floor(masked.length / 2);
  return masked && masked.slice(0, half) + "*".repeat(masked.length === 8 ? 10 : 4) + masked.slice(half);
}

function begin() {
  // The digits alone: whoever sees this page is at the county's own address already.
  if (location.hash.length > 1) verify(location.hash.slice(1));
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  verify(form.elements.text.value);
});
addEventListener("hashchange", begin);
begin();
