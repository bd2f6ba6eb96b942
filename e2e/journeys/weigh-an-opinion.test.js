// A third party objects, the head extends the period, part of the contract is given and part withheld; the way the
// last day comes about is told on the page. What is overdue stands on the lists of those who must know.

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

// Answers every question of a check-list as it must be answered for the refusal to stand.
async function answerChecklist(who, address, scripts) {
  const page = await asStaff(browser, who, { javaScript: scripts });
  await page.goto(address);
  await page.getByRole('main').getByRole('link', { name: '填写核对表', exact: true }).first().click();
  for (const group of await page.getByRole('main').getByRole('group').all()) {
    const hint = await group.innerText();
    const choice = /答“是”的/.test(hint) ? '否' : '是';
    await group.getByRole('radio', { name: choice, exact: true }).check();
  }
  for (const remark of await page.getByRole('main').getByLabel(/题的说明/).all()) {
    await remark.fill('合同第八条为第三方报价明细，书面意见已附卷。');
  }
  await inspect(page, { scripts });
  await confirm(page, '确认填写核对表');
  await page.context().close();
}

for (const scripts of [true, false]) {
  const how = scripts ? 'with scripts' : 'without scripts';

  test(`an objection, an extension and a partial disclosure, ${how}`, async () => {
    const officer = await asStaff(browser, 'yunpu-cjj-officer', { javaScript: scripts });
    await officer.goto(`${AGENCY}/requests/new`);
    await fill(officer, {
      渠道: '当面提交',
      提交日期: TODAY,
      自然人: true,
      姓名或者名称: '演示申请人乙',
      联系方式: 'demo@example.com',
      事项摘要: `滨河绿地养护采购合同（${how.length}）`,
      所需信息的描述: '2021年滨河绿地养护采购合同全文。',
    });
    await confirm(officer, '登记');
    const address = officer.url();
    await officer.context().close();

    const asked = { 第三方: true, 姓名或者名称: '云浦示例园林有限公司', 发出日期: TODAY, 对方收到日期: TODAY };
    const waiting = await step(browser, 'yunpu-cjj-officer', address, scripts, '征求意见', asked);
    // The 15 working days of the third party do not count, so the last day is provisional until the opinion comes.
    assert.match(waiting, /暂/);
    assert.doesNotMatch(waiting, /云浦示例园林/, 'whom it asks is not for every eye');

    const opinion = { 不同意: true, 理由: '第八条报价明细属于商业秘密。' };
    await step(browser, 'yunpu-cjj-officer', address, scripts, '收到意见', opinion);
    const extended = await step(browser, 'yunpu-cjj-head', address, scripts, '延期', {
      送达日期: TODAY,
      延长的工作日数: '20',
      延长的理由: '合同文本较多，需要逐条区分。',
    });
    assert.match(extended, /40/, 'of 40 working days');

    await step(browser, 'yunpu-cjj-author', address, scripts, '起草答复', {
      答复决定: '部分公开',
      '不予公开的部分（1）': '合同第八条报价明细',
      法定理由: '不予公开：保护第三方合法权益',
      具体理由: '第三方不同意公开，且不公开不会对公共利益造成重大影响。',
      答复书正文: '除合同第八条报价明细外，合同其余内容予以公开。',
    });
    await answerChecklist('yunpu-cjj-author', address, scripts);
    await step(browser, 'yunpu-cjj-secrecy', address, scripts, '保密审查', { 可以提供: true, 审查意见和依据: '不涉及国家秘密。' });
    const signed = await step(browser, 'yunpu-cjj-leader', address, scripts, '签发', {});
    assert.match(signed, /城建公复|公复〔2022〕/);
    const sent = await step(browser, 'yunpu-cjj-officer', address, scripts, '送达', { 直接送达: true });
    assert.match(sent, /已办结/);
    assert.match(sent, /部分公开/);
  });
}

test('what is overdue stands on the lists of leader and supervisor', async () => {
  for (const who of ['yunpu-cjj-leader', 'yunpu-supervisor']) {
    const page = await asStaff(browser, who);
    const text = await page.getByRole('main').innerText();
    assert.match(text, /逾期/, `${who}: ${text}`);
    await inspect(page, { scripts: true });
    await page.context().close();
  }
});
