// An author uploads a Word file with a list of people; screening stops it, the numbers are masked, the rest is answered;
// two reviews, the secrecy review, publication; then it is withdrawn, and its address says so.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { launch, openPage } from '../lib/browser.js';
import { docx } from '../lib/docx.js';
import { act, asStaff, confirm, fill, step } from '../lib/office.js';
import { inspect } from '../lib/visit.js';

const url = process.env.GONGKAI_E2E_URL;
const AGENCY = '/office/yunpu-cjj';
const WORD = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';
let browser;

before(async () => {
  browser = await launch();
});

after(async () => {
  await browser?.close();
});

for (const scripts of [true, false]) {
  const how = scripts ? 'with scripts' : 'without scripts';

  test(`a Word file is screened, masked, reviewed, published and withdrawn, ${how}`, async () => {
    const title = `老旧小区改造补助对象公示（演示${scripts ? '三' : '四'}）`;
    const author = await asStaff(browser, 'yunpu-cjj-author', { javaScript: scripts });
    await author.goto(`${AGENCY}/items/new`);
    await fill(author, { 标题: title, 正文: '正文见文件。', 生成日期: '2022-01-10' });
    await author.getByRole('main').getByLabel('栏目').selectOption({ index: 1 });
    await author.getByRole('group', { name: /法定类别/ }).getByRole('checkbox').first().check();
    await author.getByRole('radio', { name: '主动公开' }).check();
    await author.getByRole('group', { name: '信息来源' }).getByRole('radio').first().check();
    await confirm(author, '保存草稿');
    const address = author.url();

    const main = author.getByRole('main');
    await main.getByRole('link', { name: '上传文件' }).click();
    await inspect(author, { scripts });
    const rows = [
      ['序号', '公民身份号码', '联系电话'],
      ['1', '110101199003070011', '13812345678'],
      ['2', '110101199003070038', '13912345678'],
    ];
    const file = docx(['现将补助对象名单予以公示。', '监督手机：13712345678。'], rows);
    await author.getByRole('radio', { name: /作为正文/ }).check();
    await author.getByLabel('文件', { exact: true }).setInputFiles({ name: '公示名单.docx', mimeType: WORD, buffer: file });
    await confirm(author, '上传');
    await inspect(author, { scripts });
    assert.equal(await main.getByRole('table').first().getByRole('row').count() >= 3, true, 'the table is a table');

    await main.getByRole('link', { name: '上传文件' }).click();
    await author.getByRole('radio', { name: '作为附件' }).check();
    const beside = docx(['补助办法说明。']);
    await author.getByLabel('文件', { exact: true }).setInputFiles({ name: '说明.docx', mimeType: WORD, buffer: beside });
    await confirm(author, '上传');
    assert.match(await author.locator('body').innerText(), /已去除：文档属性/);

    // Handing it in is refused until every finding is dealt with.
    await main.getByRole('link', { name: '送审', exact: true }).first().click();
    await main.getByRole('button', { name: '确认送审' }).click();
    assert.match(await main.innerText(), /发布前筛查有 \d+ 处须处理/);
    await author.goto(address);
    await main.getByRole('link', { name: '发布前筛查' }).click();
    await inspect(author, { scripts });
    const supervising = main.getByRole('listitem').filter({ hasText: '13712345678' });
    await supervising.getByText('写明可以保留的理由').click();
    await supervising.getByLabel('可以保留的理由').fill('监督电话，已对外公布');
    await supervising.getByRole('button', { name: '记录理由' }).click();
    assert.match(await main.innerText(), /可以保留：监督电话，已对外公布/);
    await main.getByRole('button', { name: '遮盖正文中的个人信息' }).click();
    await inspect(author, { scripts });
    const masked = await main.innerText();
    assert.match(masked, /没有须处理的内容/);
    assert.doesNotMatch(masked, /110101199003070011|13812345678/);
    await author.goto(address);
    await act(author, '送审');
    await author.context().close();

    await step(browser, 'yunpu-cjj-reviewer', address, scripts, '审核通过', { 审核意见: '同意。' });
    await step(browser, 'yunpu-cjj-head', address, scripts, '审核通过', { 审核意见: '同意。' });
    await step(browser, 'yunpu-cjj-secrecy', address, scripts, '保密审查', { 可以公开: true, 审查依据: '不涉及国家秘密。' });
    const officer = await asStaff(browser, 'yunpu-cjj-officer', { javaScript: scripts });
    await officer.goto(address);
    await act(officer, '定时发布', { 日期: '2022-02-01', 时间: '09:00' });
    assert.match(await officer.getByRole('main').innerText(), /定于 2022-02-01 09:00 自动发布/);
    await act(officer, '发布');
    const published = await officer.getByRole('main').getByRole('link', { name: '公开页面' }).getAttribute('href');

    const citizen = await openPage(browser, { url, javaScript: scripts });
    await citizen.goto(published);
    await inspect(citizen, { scripts });
    const text = await citizen.getByRole('main').innerText();
    assert.match(text, /监督手机：13712345678/);
    assert.doesNotMatch(text, /110101199003070011|13812345678|13912345678/);
    assert.ok((await citizen.getByRole('main').getByRole('link', { name: /说明\.docx/ }).count()) > 0);

    await act(officer, '撤下', { 撤下并公告: true, 撤下说明: '公示期满，已撤下。' });
    await officer.context().close();
    await citizen.reload();
    assert.match(await citizen.getByRole('main').innerText(), /公示期满，已撤下/);
    await citizen.context().close();
  });
}
