import { describe, expect, it } from '@jest/globals';
import { escapeHtml, htmlMail, plainMail } from './index.js';

const HOSTILE = `</a><img src=x onerror='alert(1)' title="&">`;
const ESCAPED = '&lt;/a&gt;&lt;img src=x onerror=&#39;alert(1)&#39; title=&quot;&amp;&quot;&gt;';

describe('a mail', () => {
  const text = {
    subject: 'Come in',
    paragraphs: ['Hello Ada,', 'come in.'],
    link: { label: 'Enter', url: 'https://acme.example/in#token=t' },
  };

  it('says the same to readers of plain text, with the name of who sends it at its end', () => {
    expect(plainMail({ ...text, notes: ['Till Monday.'] }, { name: 'Acme' })).toBe(
      'Hello Ada,\n\ncome in.\n\nEnter:\nhttps://acme.example/in#token=t\n\nTill Monday.\n\n-- \nAcme\n',
    );
  });

  it('takes whatever people wrote for text, in every place of it', () => {
    const hostile = { subject: HOSTILE, paragraphs: [HOSTILE], link: { label: HOSTILE, url: `https://x/${HOSTILE}` }, notes: [HOSTILE] };

    const html = htmlMail(hostile, { name: HOSTILE });

    expect(escapeHtml(HOSTILE)).toBe(ESCAPED);
    expect(html.split(ESCAPED)).toHaveLength(7);
    expect(html).not.toContain('<img');
  });

  it('loads nothing from elsewhere', () => {
    expect(htmlMail(text, { name: 'Acme' })).not.toMatch(/<(img|link|script|iframe)|src=|@import|url\(/i);
  });
});
