// An officer registers a request and sees its last day; it is drafted, cleared, signed and delivered.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { launch } from '../lib/browser.js';
import { asStaff, confirm, fill, step } from '../lib/office.js';
import { inspect } from '../lib/visit.js';

const AGENCY = '/office/yunpu-cjj';
const TODAY = '2022-01-11';
let browser;

before(async () => {
  browser = await launch();
});

after(async () => {
  await browser?.close();
});

for (const scripts of [true, false]) {
  const how = scripts ? 'with scripts' : 'without scripts';

  test(`a request is registered, answered and delivered, ${how}`, async () => {
    const officer = await asStaff(browser, 'yunpu-cjj-officer', { javaScript: scripts });
    await officer.goto(`${AGENCY}/requests/new`);
    await fill(officer, {
      渠道: '当面提交',
      提交日期: TODAY,
      自然人: true,
      姓名或者名称: '演示申请人甲',
      联系方式: 'demo@example.com',
      事项摘要: '城市道路养护合同',
      所需信息的描述: '2021年度城市道路养护合同。',
    });
    await confirm(officer, '登记');
    const address = officer.url();
    const text = await officer.getByRole('main').innerText();
    // Handed in on 11 January: Spring Festival takes five days away, its two make-up days give two back.
    assert.match(text, /2022-02-11/);
    assert.match(text, /剩 20 个工作日|第 0 个工作日/);
    assert.doesNotMatch(text, /演示申请人甲/);
    await inspect(officer, { scripts });
    await officer.context().close();

    const draft = { 答复决定: '予以公开', 答复书正文: '经审查，现予以公开。' };
    await step(browser, 'yunpu-cjj-author', address, scripts, '起草答复', draft);
    const review = { 可以提供: true, 审查意见和依据: '不涉及国家秘密。' };
    await step(browser, 'yunpu-cjj-secrecy', address, scripts, '保密审查', review);
    await step(browser, 'yunpu-cjj-leader', address, scripts, '签发', {});
    const sent = await step(browser, 'yunpu-cjj-officer', address, scripts, '送达', { 直接送达: true });
    assert.match(sent, /已办结/);
  });
}
