/** What a mail says: paragraphs, perhaps a link to follow, and what is said below it. */
export interface MailText {
  subject: string;
  paragraphs: readonly string[];
  link?: { label: string; url: string };
  notes?: readonly string[];
}

export interface Brand {
  /** Of the organization, or of the platform. */
  name: string;
}

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** Text that stays text, whatever it holds. */
export const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (char) => ESCAPES[char] as string);

const paragraph = (text: string, style = 'margin:0 0 16px') => `<p style="${style}">${escapeHtml(text)}</p>`;

/** The same for readers of plain text. */
export function plainMail({ paragraphs, link, notes = [] }: MailText, { name }: Brand): string {
  const parts = [...paragraphs, ...(link ? [`${link.label}:\n${link.url}`] : []), ...notes, `-- \n${name}`];
  return `${parts.join('\n\n')}\n`;
}

/** One column, no pictures and nothing that is loaded from elsewhere. */
export function htmlMail({ subject, paragraphs, link, notes = [] }: MailText, { name }: Brand): string {
  const button = link
    ? `<p style="margin:24px 0"><a href="${escapeHtml(link.url)}" style="background:#1f4fd8;color:#ffffff;padding:12px 20px;border-radius:6px;text-decoration:none">${escapeHtml(link.label)}</a></p>`
    : '';
  const small = notes.map((note) => paragraph(note, 'margin:0 0 12px;color:#5b6472;font-size:13px')).join('');
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${escapeHtml(subject)}</title></head>
<body style="margin:0;padding:24px;background:#f4f5f7;font-family:Arial,Helvetica,sans-serif;font-size:15px;line-height:1.5;color:#1b2430">
<div style="max-width:560px;margin:0 auto;padding:32px;background:#ffffff;border-radius:8px">
<p style="margin:0 0 24px;font-weight:bold">${escapeHtml(name)}</p>
${paragraphs.map((text) => paragraph(text)).join('\n')}
${button}
${small}
</div></body></html>
`;
}
