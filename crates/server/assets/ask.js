// Saves a step while one types, and shows what may already answer. The pages work without it.
(() => {
  'use strict';

  const form = document.querySelector('form[data-save]');
  if (form) {
    const said = document.querySelector('[data-saved]');
    let waiting = 0;
    let last = '';
    let saved = 0;
    const save = async () => {
      const body = new URLSearchParams(new FormData(form)).toString();
      if (body === last) return;
      try {
        const answer = await fetch(form.dataset.save, {
          method: 'POST',
          headers: { 'content-type': 'application/x-www-form-urlencoded' },
          body,
          credentials: 'same-origin',
        });
        if (answer.ok) {
          last = body;
          saved = Date.now();
          const now = new Date();
          const two = (number) => String(number).padStart(2, '0');
          said.textContent = `已自动保存（${two(now.getHours())}:${two(now.getMinutes())}），7 天内可以接着填`;
        } else {
          said.textContent = '还没有保存，请点“保存，下一步”';
        }
      } catch (error) {
        said.textContent = '网络断开，还没有保存；请不要关闭页面';
      }
    };
    form.addEventListener('input', () => {
      // Soon after a pause, and not so often that whoever types long is taken for a machine.
      clearTimeout(waiting);
      waiting = setTimeout(save, Math.max(1500, 15000 - (Date.now() - saved)));
    });
  }

  const search = document.querySelector('form[data-suggest]');
  if (search) {
    const input = search.querySelector('input[type="search"]');
    const place = document.querySelector('[data-suggestions]');
    let waiting = 0;
    let asked = input.value.trim();
    const suggest = async () => {
      const wanted = input.value.trim();
      if (wanted === asked || wanted.length < 2) return;
      asked = wanted;
      try {
        const answer = await fetch(`${search.dataset.suggest}?q=${encodeURIComponent(wanted)}`);
        if (!answer.ok || wanted !== input.value.trim()) return;
        const hits = await answer.json();
        const list = document.createElement('ul');
        list.className = 'plain-list';
        for (const hit of hits) {
          const row = document.createElement('li');
          const link = document.createElement('a');
          link.href = hit.href;
          link.textContent = hit.title;
          const date = document.createElement('span');
          date.className = 'quiet';
          date.textContent = ` ${hit.date}`;
          row.append(link, date);
          list.append(row);
        }
        const words = document.createElement('p');
        words.className = 'quiet';
        words.textContent = hits.length > 0 ? '可能已经公开的：' : '还没有找到标题相近的信息。';
        place.replaceChildren(words, list);
      } catch (error) {
        // Without an answer the button still searches.
      }
    };
    input.addEventListener('input', () => {
      clearTimeout(waiting);
      waiting = setTimeout(suggest, 400);
    });
  }
})();
