// The pages that must exist, as data: journeys/pages.test.js visits each with scripts on and off.
//
// name: of the screenshot; path: where to begin; follow: names of links to go through from there, as a person would;
// status: the answer when it is not 200; allow: words that are no leaked English on this page; as: who has signed in.

// Names of the files of open data and of what stands in them.
export const FIELDS = (
  'catalogue jsonl DCAT dcat jsonld agency column category year index number title document issuer joint issuers ' +
  'categories theme genre legal kind keywords summary generated on first published at validity effective expires ' +
  'edition content hash'
).split(' ');

export const PORTAL = [
  { name: 'home', path: '/' },
  { name: 'agencies', path: '/agencies' },
  { name: 'agency', path: '/zfxxgk/pinghu-jxj/' },
  { name: 'guide', path: '/zfxxgk/pinghu-jxj/guide' },
  { name: 'rules', path: '/zfxxgk/pinghu-jxj/rules' },
  { name: 'catalogue', path: '/zfxxgk/pinghu-jxj/catalogue' },
  { name: 'organisation', path: '/zfxxgk/yunpu-cjj/organisation' },
  { name: 'inventory', path: '/zfxxgk/yunpu-cjj/inventories/1' },
  { name: 'inventory-entry', path: '/zfxxgk/yunpu-cjj/inventories/1?entry=6' },
  { name: 'reports', path: '/zfxxgk/pinghu-jxj/reports' },
  { name: 'report', path: '/reports/pinghu-jxj/2021' },
  { name: 'records', path: '/reports/pinghu-jxj/2021/records?cell=requests.received.total' },
  { name: 'search', path: '/search?q=%E9%80%9A%E7%9F%A5' },
  { name: 'search-nothing', path: '/search?q=%E6%B2%A1%E6%9C%89%E8%BF%99%E4%B8%AA%E8%AF%8D', allow: ['yangquan'] },
  { name: 'ask', path: '/requests/new' },
  { name: 'ask-first', path: '/requests/new/yunpu-cjj?q=%E9%80%9A%E7%9F%A5' },
  { name: 'ask-who', path: '/requests/new/yunpu-cjj/step/who' },
  { name: 'ask-what', path: '/requests/new/yunpu-cjj/step/what' },
  { name: 'ask-how', path: '/requests/new/yunpu-cjj/step/how' },
  { name: 'ask-files', path: '/requests/new/yunpu-cjj/step/files' },
  { name: 'open-data', path: '/data/', allow: FIELDS },
  { name: 'solicitations', path: '/solicitations' },
  { name: 'solicitation', path: '/solicitations/yunpu-cjj/3' },
  { name: 'solicitation-over', path: '/solicitations/yunpu-cjj/1' },
  { name: 'give-opinion', path: '/solicitations/yunpu-cjj/3/opinion' },
  { name: 'messages', path: '/messages' },
  { name: 'messages-agency', path: '/messages?agency=yunpu-cjj' },
  { name: 'message', path: '/messages/yunpu-cjj/inquiry-2021-000001' },
  { name: 'message-whom', path: '/messages/new?kind=site_fault' },
  { name: 'message-new', path: '/messages/yunpu-cjj/new?kind=question' },
  { name: 'rating', path: '/search?q=%E5%B9%B4%E5%BA%A6%E5%B7%A5%E4%BD%9C%E8%A6%81%E7%82%B9', follow: [/年度工作要点/, '评价这条信息'] },
  { name: 'opinion-invalid', path: '/opinions/no-such-link', status: 410 },
  { name: 'correction', path: '/corrections/yunpu-cjj' },
  { name: 'proposal', path: '/proposals/yunpu-cjj' },
  { name: 'track', path: '/requests/track' },
  { name: 'public-log', path: '/log/' },
  { name: 'proof', path: '/search?q=%E5%B9%B4%E5%BA%A6%E5%B7%A5%E4%BD%9C%E8%A6%81%E7%82%B9', follow: [/年度工作要点/, '公开证明'] },
  { name: 'not-found', path: '/items/no-such-item', status: 404 },
  { name: 'sign-in', path: '/office/sign-in' },
];

const CITY = '/office/yunpu-cjj';
const officer = 'yunpu-cjj-officer';

// Pages of the office, seen by the login named in `as`. journeys/office-links.test.js walks on from there.
export const OFFICE = [
  { name: 'office-today', as: officer, path: CITY },
  { name: 'office-account', as: officer, path: '/office/account' },
  { name: 'office-password', as: officer, path: '/office/account/password' },
  { name: 'office-items', as: officer, path: `${CITY}/items` },
  { name: 'office-held', as: officer, path: `${CITY}/items?show=held` },
  { name: 'office-uninterpreted', as: officer, path: `${CITY}/items?show=interpret` },
  { name: 'office-interpretation', as: 'yunpu-cjj-author', path: `${CITY}/items?show=interpret`, follow: ['解读方案'] },
  { name: 'office-supply', as: officer, path: `${CITY}/coverage/supply` },
  { name: 'office-plans', as: officer, path: `${CITY}/plans` },
  { name: 'office-plan-new', as: officer, path: `${CITY}/plans/new` },
  { name: 'office-establishment', as: officer, path: `${CITY}/settings/establishment` },
  { name: 'office-word-list', as: officer, path: `${CITY}/settings/words` },
  { name: 'office-coverage', as: officer, path: `${CITY}/coverage` },
  { name: 'office-inventory', as: officer, path: `${CITY}/coverage/inventories/1` },
  { name: 'office-inventory-new', as: officer, path: `${CITY}/coverage/inventories/new` },
  { name: 'office-file-under', as: officer, path: `${CITY}/coverage/inventories/1/file?entry=6`, allow: ['jxj'] },
  { name: 'office-solicitations', as: officer, path: `${CITY}/solicitations` },
  { name: 'office-solicitation-new', as: officer, path: `${CITY}/solicitations/new` },
  { name: 'office-solicitation', as: officer, path: `${CITY}/solicitations/2` },
  { name: 'office-opinion', as: officer, path: `${CITY}/solicitations/2/opinions/1/weigh` },
  { name: 'office-messages', as: officer, path: `${CITY}/messages` },
  { name: 'office-message', as: officer, path: `${CITY}/messages/inquiry-2021-000001` },
  { name: 'office-message-words', as: officer, path: `${CITY}/messages/inquiry-2022-000001/words` },
  { name: 'office-message-draft', as: officer, path: `${CITY}/messages/inquiry-2022-000001/draft` },
  { name: 'office-message-approve', as: 'yunpu-cjj-reviewer', path: `${CITY}/messages/inquiry-2021-000005/approve` },
  { name: 'office-item-new', as: 'yunpu-cjj-author', path: `${CITY}/items/new`, allow: ['jxj'] },
  { name: 'office-requests', as: officer, path: `${CITY}/requests` },
  { name: 'office-motions', as: officer, path: `${CITY}/motions` },
  { name: 'office-motion-new', as: officer, path: `${CITY}/motions/new?kind=correction` },
  { name: 'office-request-new', as: officer, path: `${CITY}/requests/new` },
  { name: 'office-request', as: officer, path: `${CITY}/requests/2021-000001` },
  { name: 'office-request-subject', as: officer, path: `${CITY}/requests/2021-000001/subject` },
  { name: 'office-query-code', as: officer, path: `${CITY}/requests/2021-000001/query_code` },
  { name: 'office-requester', as: officer, path: `${CITY}/requests/2021-000001/requester` },
  { name: 'office-request-draft', as: 'yunpu-cjj-author', path: `${CITY}/requests/2021-000001/draft_reply` },
  { name: 'office-request-secrecy', as: 'yunpu-cjj-secrecy', path: `${CITY}/requests/2021-000001/review_secrecy` },
  { name: 'office-request-sign', as: 'yunpu-cjj-leader', path: `${CITY}/requests/2021-000001/approve` },
  { name: 'office-remedies', as: officer, path: `${CITY}/remedies?show=all` },
  { name: 'office-remedy-new', as: officer, path: `${CITY}/remedies/new` },
  { name: 'office-ledger', as: officer, path: `${CITY}/ledger?year=2021` },
  { name: 'office-reports', as: officer, path: `${CITY}/reports` },
  { name: 'office-report', as: 'pinghu-jxj-officer', path: '/office/pinghu-jxj/reports/2021' },
  { name: 'office-report-leader', as: 'pinghu-jxj-leader', path: '/office/pinghu-jxj/reports/2021' },
  { name: 'office-settings', as: officer, path: `${CITY}/settings`, allow: ['bgs', 'cjk', 'zfbz', 'fgk', 'zhzf'] },
  { name: 'office-supervision', as: 'yunpu-supervisor', path: '/office/yunpu/supervision' },
  { name: 'office-agencies', as: 'operator', path: '/office/system/agencies', allow: ['pinghu', 'yunpu'] },
  { name: 'office-agency-new', as: 'operator', path: '/office/system/agencies/new' },
  { name: 'office-accounts', as: 'operator', path: '/office/system/accounts', allow: ['operator'] },
  { name: 'office-account-new', as: 'operator', path: '/office/system/accounts/new' },
  { name: 'office-searches', as: 'operator', path: '/office/system/searches' },
  { name: 'office-calendar', as: 'operator', path: '/office/system/calendar' },
  // The two kinds of day a notice names are written in its file as they stand on the page.
  { name: 'office-calendar-new', as: 'operator', path: '/office/system/calendar/new', allow: ['holiday', 'makeup', 'workday'] },
  { name: 'office-forbidden', as: 'yunpu-cjj-author', path: '/office/system/accounts', status: 403 },
];
