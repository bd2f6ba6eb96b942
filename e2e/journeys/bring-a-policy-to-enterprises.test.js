// A clause becomes a benefit, is reckoned, approved, pushed to whom it fits; the enterprise opens its account, reads why,
// asks for it and is paid; afterwards nobody it fits is left untold.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { launch, openPage } from '../lib/browser.js';
import { act, asStaff, confirm, fill, step } from '../lib/office.js';
import { inspect } from '../lib/visit.js';

const url = process.env.GONGKAI_E2E_URL;
const AGENCY = '/office/pinghu-jxj';
const TEXT = '33048215/2022-00001';
const PASSWORD = '白杨树下的长椅很旧了';
// Parts of conditions as they are written.
const CONDITION = 'rd ratio in qualifications AAA'.split(' ');
let browser;

before(async () => {
  browser = await launch();
});

after(async () => {
  await browser?.close();
});

async function takeApart(name, scripts) {
  const author = await asStaff(browser, 'pinghu-jxj-author', { javaScript: scripts });
  await author.goto(`${AGENCY}/benefits/source?item=${TEXT}`);
  await inspect(author, { scripts });
  const main = author.getByRole('main');
  await main.getByRole('link', { name: /拆出“.*省级未来工厂”/ }).first().click();
  assert.equal(await main.getByLabel('定额（万元）').inputValue(), '100', 'the first amount of the list');
  await fill(author, { 事项名称: name, 免申即享: true, '兑现时限（工作日）': '60' });
  await inspect(author, { scripts, allow: ['jxj'] });
  await confirm(author, '保存');
  const address = author.url();
  await author.getByRole('main').getByRole('link', { name: '增加条件' }).click();
  assert.match(await main.getByLabel('原文').inputValue(), /分别给予100万元、30万元/);
  await fill(author, { 数据: '注册地区划代码', 要求: '是（具有）其中之一', 值: '330482' });
  await inspect(author, { scripts, allow: CONDITION });
  await confirm(author, '确认增加条件');
  await act(author, '增加条件', { 原文: '首次认定为省级未来工厂', 直接写条件: "'省级未来工厂' in qualifications" });
  await inspect(author, { scripts });
  await act(author, '提交审核');
  assert.match(await main.innerText(), /待审核/);
  await author.context().close();
  return address;
}

async function officerPushes(address, scripts) {
  const officer = await asStaff(browser, 'pinghu-jxj-officer', { javaScript: scripts });
  await officer.goto(`${address}/reach`);
  const main = officer.getByRole('main');
  assert.match(await main.innerText(), /企业库中的 10 家企业/);
  const counts = await main.locator('dl').first().innerText();
  // One enterprise alone: how many, and for how much, would tell its figures.
  assert.match(counts.replace(/\s+/g, ' '), /符合 少于 3 家 可能符合 0 家/);
  assert.doesNotMatch(counts, /所需资金/);
  await inspect(officer, { scripts });
  await officer.goto(address);
  await act(officer, '推送');
  assert.match(await officer.locator('body').innerText(), /已推送：符合 1 家，可能符合 0 家/);
  await inspect(officer, { scripts });
  return officer;
}

for (const scripts of [true, false]) {
  const how = scripts ? 'with scripts' : 'without scripts';

  test(`a clause reaches the enterprise it fits, ${how}`, async () => {
    const name = `省级未来工厂奖励（演示${scripts ? '一' : '二'}）`;
    const address = await takeApart(name, scripts);
    const said = await step(browser, 'pinghu-jxj-reviewer', address, scripts, '审核发布', {}).catch((error) => error.message);
    assert.match(said, /逐项与原文核对/, 'nothing is published unread');
    const reviewer = await asStaff(browser, 'pinghu-jxj-reviewer', { javaScript: scripts });
    await reviewer.goto(`${address}/publish`);
    await reviewer.getByRole('checkbox').check();
    await confirm(reviewer, '确认审核发布');
    await reviewer.context().close();

    const officer = await officerPushes(address, scripts);
    const main = officer.getByRole('main');
    if (scripts) {
      // Whom it fits has no account yet: it stands on the list of those not reached.
      await main.getByRole('link', { name: '符合而未送达' }).click();
      await main.getByRole('link', { name: /^9133/ }).click();
    } else {
      await officer.goto(`${AGENCY}/enterprises`);
      await main.getByRole('row', { name: /汽车零部件/ }).getByRole('link').click();
    }
    const credit = officer.url().split('/').pop();
    // Another code for an open account is for the head of the office to give, not for the officer.
    const giver = scripts ? officer : await asStaff(browser, 'pinghu-jxj-head', { javaScript: scripts });
    if (scripts) await main.getByRole('link', { name: '发放开通码' }).click();
    else await giver.goto(`${AGENCY}/enterprises/invite?code=${credit}`);
    await fill(giver, { 核对了什么: '营业执照、授权委托书和经办人身份证件' });
    await confirm(giver, '发放');
    const code = (await giver.getByRole('main').innerText()).match(/[A-Z2-9]{4}(?:-[A-Z2-9]{4}){3}/)[0];
    await inspect(giver, { scripts, allow: code.split('-').join(' ').match(/[A-Z]{2,}/g) || [] });

    const enterprise = await openPage(browser, { url, javaScript: scripts });
    await enterprise.goto('/enterprise/open');
    await fill(enterprise, { 统一社会信用代码: credit, 开通码: code, 密码: PASSWORD });
    await confirm(enterprise, '开通');
    await enterprise.waitForURL('**/enterprise/mine');
    await inspect(enterprise, { scripts });
    const own = enterprise.getByRole('main');
    assert.match(await own.getByRole('article').filter({ hasText: name }).innerText(), /新推送/);
    await own.getByRole('link', { name }).click();
    const why = await own.innerText();
    assert.match(why, /符合，预计可得 100 万元/);
    assert.match(why, /具有“省级未来工厂”资质；实际：.*省级未来工厂/);
    await inspect(enterprise, { scripts });
    await own.getByRole('button', { name: '申报这个事项' }).click();
    await enterprise.waitForLoadState();
    assert.match(await own.innerText(), /2022-01-11 申报，正在办理，最迟 \d{4}-\d\d-\d\d 兑现/);
    for (const path of ['/enterprise/facts', '/enterprise/consents', '/enterprise/code']) {
      await enterprise.goto(path);
      await inspect(enterprise, { scripts });
    }
    const shown = await enterprise.goto('/enterprise/shown/91330482MA00000000.0.00');
    assert.equal(shown.status(), 404, 'a token that is none of ours');

    await officer.goto(`${address}/missed`);
    assert.match(await main.innerText(), /没有符合而未送达的企业/, 'the audit is empty');
    await officer.goto(`${AGENCY}/benefits/claims`);
    await main.getByRole('row', { name: new RegExp(credit) }).filter({ hasText: name }).getByRole('link', { name: '登记兑现' }).click();
    await fill(officer, { '兑现金额（万元）': '100' });
    await confirm(officer, '确认登记兑现');
    await officer.context().close();

    await enterprise.goto('/enterprise/mine');
    assert.match(await own.getByRole('article').filter({ hasText: name }).innerText(), /已兑现/);
    await own.getByRole('button', { name: '退出' }).click();
    await enterprise.goto('/enterprise/mine');
    assert.match(enterprise.url(), /sign-in/);
    await enterprise.context().close();
  });

  test(`anybody tries without an account, ${how}`, async () => {
    const page = await openPage(browser, { url, javaScript: scripts });
    await page.goto('/enterprise/try');
    await fill(page, { 注册地区划代码: '33048', 行业代码: 'Z' });
    await page.getByRole('button', { name: '看结果' }).click();
    await page.waitForLoadState();
    assert.ok((await page.getByRole('alert').count()) > 0, 'a wrong code is told');
    await fill(page, { 注册地区划代码: '330482', 行业代码: 'C3911', 从业人员: '50', 营业收入: '1000', 研发费用: '' });
    await confirm(page, '看结果');
    const text = await page.getByRole('main').innerText();
    assert.match(text, /可能符合 [1-9]\d* 项/);
    assert.match(text, /缺少：.*研发费用/);
    await inspect(page, { scripts });
    await page.context().close();
  });
}
