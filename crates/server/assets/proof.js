// Compares a file or a text with what was published, here in the browser: nothing is sent.
"use strict";
(() => {
  const box = document.querySelector(".compare");
  const list = document.querySelector(".renditions");
  if (!box || !list || !globalThis.crypto?.subtle) return;
  document.querySelector(".needs-script").remove();
  box.hidden = false;
  const result = box.querySelector(".compare-result");
  const rows = [...list.querySelectorAll("li")];

  const sha256 = async (bytes) => {
    const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
    return [...hash].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  };
  const tell = (good, text) => {
    result.className = `compare-result ${good ? "is-good" : "is-bad"}`;
    result.textContent = text;
  };
  // As the log does: one form of characters, without spaces, invisible characters and list marks.
  const bare = (text) =>
    text.normalize("NFKC").replace(/[\s\p{Cc}\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff•◦▪‣●○■]/gu, "");

  box.querySelector("#compare-file").addEventListener("change", async (event) => {
    const file = event.target.files[0];
    if (!file) return;
    const hash = await sha256(await file.arrayBuffer());
    const found = rows.find((row) => row.dataset.sha256 === hash);
    if (found) tell(true, `一致：“${file.name}”与公开的“${found.querySelector("strong").textContent}”完全相同。`);
    else tell(false, `不一致：“${file.name}”与公开的任何一个文件都不相同。它的 SHA-256 是 ${hash}。`);
  });

  const area = box.querySelector("#compare-text");
  area?.addEventListener("input", async () => {
    const wanted = rows.find((row) => "text" in row.dataset)?.dataset.sha256;
    const text = bare(area.value);
    if (!wanted || !text) return tell(false, "");
    const length = Number(list.dataset.characters);
    const encoder = new TextEncoder();
    for (let at = text.indexOf(list.dataset.begins); at >= 0; at = text.indexOf(list.dataset.begins, at + 1)) {
      const part = [...text.slice(at)].slice(0, length).join("");
      if ((await sha256(encoder.encode(part))) === wanted) {
        return tell(true, `一致：粘贴的文字里有与公开时完全相同的正文，共 ${length} 字。`);
      }
    }
    return tell(false, "不一致：粘贴的文字里没有与公开时完全相同的正文；请确认粘贴完整，或者文字已被改动。");
  });
})();
