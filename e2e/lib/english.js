// Finds English that leaked into a Chinese page: an untranslated message, a variable's name, `undefined`.

// Words a Chinese reader meets in Chinese text.
const KNOWN = new Set(
  ('jpg png pdf doc docx xls xlsx ofd wps html json xml csv txt zip markdown word excel rss atom ppt ' +
    'sha icp api id ip gdp pm kb mb gb tb kw kwh english gongkai wechat app url http https www').split(' '),
);

// Things made of letters that are no words.
const CODES = [
  /［EB\/OL］/g, // the kind of document in a citation
  /[a-z]+:\/\/\S+/gi, // addresses
  /\S+@\S+/g, // mail addresses
  /[\w.-]+\.(?:pdf|docx?|xlsx?|ofd|wps|html?|json|xml|csv|txt|zip|toml)\b/gi, // file names
  /[\w.-]+(?:\.[\w-]+)*\.(?:gov|com|org|net)(?:\.cn)?\b/gi, // host names
  /(?:\/[\w{}-]+)+\/?/g, // paths
  /\b[a-z]+(?:-[a-z]+)+\b/g, // codes and logins: yunpu-cjj-officer
  /[\w-]*\d[\w-]*/g, // anything with a digit: numbers, hashes, codes
];

// The words of `text` that should be Chinese, each once. `allowed` adds words one page may use (a login).
export function englishWords(text, allowed = []) {
  const mayStand = new Set([...KNOWN, ...allowed.map((word) => word.toLowerCase())]);
  let rest = text;
  for (const code of CODES) rest = rest.replace(code, ' ');
  const words = rest.match(/[A-Za-z]{2,}/g) || [];
  return [...new Set(words.filter((word) => !mayStand.has(word.toLowerCase())))];
}
