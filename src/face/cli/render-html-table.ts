import { cellText, titleOf, type Table } from './table.ts';

/** A whole page that needs nothing from elsewhere. */
export function renderHtmlTable({ columns, rows }: Table, title: string): string {
  const head = columns.map((column) => `<th scope="col">${escaped(titleOf(column))}</th>`).join('');
  const body = rows.map((row) => `<tr>${columns.map(({ key, isNumber }) => `<td${isNumber ? ' class="number"' : ''}>${escaped(cellText(row[key]))}</td>`).join('')}</tr>`);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${escaped(title)}</title>
<style>:root{color-scheme:light dark}body{font:14px/1.5 system-ui,sans-serif;margin:2rem}table{border-collapse:collapse}th,td{border-bottom:1px solid #8886;padding:.3rem .8rem;text-align:left;vertical-align:top}.number{text-align:right}</style>
</head>
<body>
<h1>${escaped(title)}</h1>
<table>
<thead><tr>${head}</tr></thead>
<tbody>
${body.join('\n')}
</tbody>
</table>
</body>
</html>
`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
