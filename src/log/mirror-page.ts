/** The page at the root of a copy of the log, for a person who comes there with a browser. */
export function mirrorPage(given: { origin: string; publicUrl: string; vkey: string }): string {
  const { origin, publicUrl, vkey } = {
    origin: escape(given.origin),
    publicUrl: escape(given.publicUrl),
    vkey: escape(given.vkey),
  };
  return `<!doctype html>
<html lang="vi">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${origin}</title>
<h1>Nhật ký công khai: ${origin}</h1>
<p>Đây là bản sao của nhật ký công khai của <a href="${publicUrl}">${publicUrl}</a>. Mọi bút toán của sổ đều ở đây, không sửa
và không xóa được mà không ai thấy. Ai cũng có thể kiểm tra bằng công cụ của mình.</p>
<p lang="en">A copy of the public log of <a href="${publicUrl}">${publicUrl}</a>: every event of its books, which nobody can
change or delete unseen. Its formats are C2SP tlog-tiles, tlog-checkpoint and signed-note; anyone can verify it with tools of
their own.</p>
<ul>
<li><a href="checkpoint">checkpoint</a>
<li><a href="vkey">vkey</a>: <code>${vkey}</code>
</ul>
</html>
`;
}

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
