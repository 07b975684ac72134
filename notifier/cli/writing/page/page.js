"use strict";
// Shows one language and one form of a template, and asks again whenever the server says so.
const NAMES = { mail: "Mail", text: "Text", pdf: "PDF", docx: "Word" };
const get = (id) => document.getElementById(id);
const chosen = Object.fromEntries(new URLSearchParams(location.search));
let state = null;

function fill(list, texts, make) {
  list.replaceChildren(...texts.map(make));
}

function link(text, change, isHere) {
  const a = document.createElement("a");
  const query = new URLSearchParams({ ...chosen, ...change });
  a.href = `?${query}`;
  a.textContent = text;
  if (isHere) a.setAttribute("aria-current", "page");
  a.addEventListener("click", (event) => {
    event.preventDefault();
    Object.assign(chosen, change);
    history.replaceState(null, "", `?${query}`);
    show();
  });
  return a;
}

function problem(told) {
  const item = document.createElement("li");
  const where = document.createElement("code");
  where.textContent = told.where;
  item.append(where, `: ${told.what}`);
  return item;
}

function show() {
  const languages = state.languages;
  const here = languages.find((each) => each.code === chosen.lang) ?? languages[0];
  const problems = here ? here.problems : state.problems;
  const forms = here ? Object.keys(here.forms) : [];
  const form = forms.includes(chosen.as) ? chosen.as : forms[0];
  document.title = `${problems.length ? "● " : ""}${state.name}`;
  get("name").textContent = state.name;
  fill(get("languages"), languages, (each) => {
    const a = link(each.name, { lang: each.code }, each === here);
    a.lang = each.code;
    if (each.problems.length) a.className = "bad";
    return a;
  });
  fill(get("forms"), forms, (each) => link(NAMES[each], { as: each }, each === form));
  tell(problems, here);
  get("subject").textContent = here ? here.subject : "";
  get("subject").dir = here && here.code === "ar" ? "rtl" : "ltr";
  get("subject").lang = here ? here.code : "en";
  get("about").textContent = state.about;
  fill(get("notes"), state.notes, problem);
  frame(here, form);
}

function tell(problems, here) {
  const box = get("problems");
  box.hidden = problems.length === 0;
  const count = problems.length === 1 ? "One thing" : `${problems.length} things`;
  box.querySelector("h2").textContent = `${count} to mend${here ? ` in ${here.name}` : ""}`;
  fill(box.querySelector("ul"), problems, problem);
  const isOlder = problems.length > 0 && here && Object.keys(here.forms).length > 0;
  get("older").textContent = isOlder ? "Below stands what it said before." : "";
  get("seen").className = isOlder ? "older" : "";
}

function frame(here, form) {
  const seen = get("seen");
  const address = here && `/seen/${here.code}/${form}`;
  const isFile = form === "docx";
  seen.hidden = !form || isFile;
  get("nothing").hidden = Boolean(form) && !isFile;
  get("nothing").textContent = "Nothing to show yet.";
  if (isFile) {
    const open = document.createElement("a");
    open.href = address;
    open.download = `${state.name}-${here.code}.docx`;
    open.textContent = "Open the Word file";
    get("nothing").replaceChildren(open, ": it is made anew whenever you save.");
  }
  if (seen.hidden) return;
  const isSame = seen.dataset.address === address;
  let top = 0;
  try { top = isSame ? seen.contentWindow.scrollY : 0; } catch { top = 0; }
  // a PDF viewer brings scripts of its own; mail and text get none
  if (form === "pdf") seen.removeAttribute("sandbox");
  else seen.setAttribute("sandbox", "allow-same-origin");
  seen.onload = () => { if (form !== "pdf") seen.contentWindow.scrollTo(0, top); };
  const next = `${address}?v=${here.forms[form]}`;
  if (seen.getAttribute("src") !== next) seen.setAttribute("src", next);
  seen.dataset.address = address;
}

async function refresh() {
  state = await (await fetch("/state")).json();
  show();
}

const events = new EventSource("/events");
events.onmessage = () => { get("ended").hidden = true; refresh(); };
events.onerror = () => { get("ended").hidden = false; };
