"use strict";
// The telephone: follows the account, shows what it says, says what is typed. What comes is text, never markup.
const $ = (id) => document.getElementById(id);
const KEY = "sim:wechat";
// A QR code of the account leads here, as scanning it does.
let scanned = new URLSearchParams(location.search).get("ticket");
let me = null, last = "0", typing = false, turn = 0;

const stored = () => { try { return JSON.parse(localStorage.getItem(KEY)); } catch { return null; } };
const make = (tag, props = {}, ...inner) => { const one = Object.assign(document.createElement(tag), props); one.append(...inner); return one; };

async function ask(path, body, type) {
  const answer = await fetch(path, { method: "POST", body: type ? body : JSON.stringify(body), headers: { "content-type": type || "application/json" } });
  if (!answer.ok) throw new Error(await answer.text());
  return answer.json();
}

// A template message as WeChat draws it: the account, a title, a row for each value, and where it leads.
function template(line) {
  const card = make("div", { className: "bubble template" }, make("header", {}, me.account), make("h3", {}, line.title));
  const rows = make("dl");
  for (const [label, value] of line.rows) rows.append(value ? make("dt", {}, label) : "", make("dd", {}, value || label));
  card.append(rows);
  if (/^https?:/.test(line.url ?? "")) card.append(make("a", { href: line.url, target: "_blank", rel: "noreferrer" }, "查看详情", make("span", { ariaHidden: "true" }, "›")));
  return card;
}

function bubble(line) {
  if (line.kind === "image") return make("div", { className: "bubble" }, make("img", { src: `/phone/media/${line.media_id}`, alt: "图片" }));
  if (line.kind === "voice") return make("div", { className: "bubble" }, line.mine ? "🔊 语音" : make("audio", { controls: true, src: `/phone/media/${line.media_id}` }));
  if (line.kind === "msgmenu") {
    const options = make("div", { className: "options" });
    for (const one of line.list) options.append(make("button", { onclick: () => say(one.content, one.id) }, one.content));
    return make("div", { className: "bubble" }, line.head_content, options);
  }
  if (line.kind === "news") {
    const [one] = line.articles;
    return make("div", { className: "bubble card" }, make("h3", {}, make("a", { href: /^https?:/.test(one.url) ? one.url : "#", target: "_blank", rel: "noreferrer" }, one.title)), make("p", {}, one.description));
  }
  if (line.kind === "template") return template(line);
  if (line.kind === "location") return make("div", { className: "bubble" }, `📍 ${line.content}`);
  return make("div", { className: "bubble" }, line.content ?? "");
}

function show(line) {
  const kind = line.mine ? "mine" : line.kind === "notice" ? "notice" : "theirs";
  $("lines").append(make("li", { className: kind }, bubble(line)));
  $("lines").scrollTop = $("lines").scrollHeight;
}

async function listen(own) {
  while (own === turn) {
    try {
      const answer = await fetch(`/phone/shown?openid=${me.openid}&after=${last}&typing=${typing ? 1 : 0}`);
      if (own !== turn) return;
      if (answer.status === 404) { await begin(stored()); return; }
      const told = await answer.json();
      for (const line of told.lines) { last = line.number; show(line); }
      typing = told.typing;
      $("account").textContent = typing ? "对方正在输入…" : me.account;
    } catch {
      await new Promise((go) => setTimeout(go, 2000));
    }
  }
}

const say = (text, option) => ask("/phone/say", { openid: me.openid, text, option });

function button(one) {
  return make("button", { onclick: (event) => press(one, event) }, one.name);
}

async function press(one, event) {
  for (const open of document.querySelectorAll(".under")) open.remove();
  if (one.sub_button?.length) {
    const under = make("div", { className: "under" });
    for (const inner of one.sub_button) under.append(button(inner));
    event.target.parentElement.append(under);
    under.querySelector("button").focus();
    return;
  }
  await ask("/phone/click", { openid: me.openid, type: one.type, key: one.type === "view" ? one.url : one.key });
  if (one.type === "view" && /^https?:/.test(one.url)) window.open(one.url, "_blank", "noreferrer");
}

async function begin(known) {
  const own = ++turn;
  me = { ...(await ask("/phone/follow", { ...known, ticket: scanned })) };
  scanned = null;
  last = "0"; typing = false;
  $("lines").replaceChildren();
  $("account").textContent = me.account;
  $("menu").replaceChildren(...me.menu.map((one) => make("div", {}, button(one))));
  $("menu").hidden = $("to-menu").hidden = !me.menu.length;
  $("welcome").hidden = true;
  $("text").focus();
  listen(own);
}

function welcome() {
  turn += 1;
  $("welcome").hidden = false;
  $("name").focus();
}

$("welcome").querySelector("form").onsubmit = (event) => {
  event.preventDefault();
  const known = { name: $("name").value.trim() || "微信用户", seed: Array.from(crypto.getRandomValues(new Uint32Array(3)), (n) => n.toString(36)).join("") };
  localStorage.setItem(KEY, JSON.stringify(known));
  begin(known);
};
$("writing").onsubmit = (event) => {
  event.preventDefault();
  const text = $("text").value;
  $("text").value = "";
  if (text.trim()) say(text);
};
$("add").onclick = () => { $("adding").hidden = !$("adding").hidden; };
$("to-menu").onclick = () => { $("menu").hidden = !$("menu").hidden; };
$("location").onclick = () => ask("/phone/say", { openid: me.openid, kind: "location", text: "上海市人民广场" });
$("voice").onclick = () => {
  const said = $("text").value || "我想问一下这个月的账单";
  $("text").value = "";
  ask(`/phone/file?openid=${me.openid}&kind=voice&recognition=${encodeURIComponent(said)}`, "#!AMR\n" + "\0".repeat(64), "audio/amr");
};
$("image").onchange = async () => {
  const [file] = $("image").files;
  if (file) await ask(`/phone/file?openid=${me.openid}&kind=image`, file, file.type);
  $("image").value = "";
};
$("more").onclick = () => {
  $("more-menu").hidden = !$("more-menu").hidden;
  $("more").setAttribute("aria-expanded", String(!$("more-menu").hidden));
};
$("again").onclick = () => { $("more-menu").hidden = true; begin(stored()); };
$("leave").onclick = async () => { $("more-menu").hidden = true; await ask("/phone/unfollow", { openid: me.openid }); show({ kind: "notice", content: "已取消关注" }); };
$("other").onclick = () => { $("more-menu").hidden = true; welcome(); };
document.onkeydown = (event) => {
  if (event.key !== "Escape") return;
  $("more-menu").hidden = $("adding").hidden = true;
  for (const open of document.querySelectorAll(".under")) open.remove();
};

const known = stored();
if (known) begin(known); else welcome();
