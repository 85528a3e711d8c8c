import { expect, it } from 'vitest';
import { html, Markup } from './html.js';

it('escapes what is put into markup, but for markup', () => {
    expect(html`<p title="${'"\'>'}">${'<&\u202e\u001b'}${7}${html`<b>${'<'}</b>`}${[html`<i></i>`, new Markup('<u></u>')]}</p>`.text).toBe(
        '<p title="&quot;&#39;&gt;">&lt;&amp;\\u202e\\x1b7<b>&lt;</b><i></i><u></u></p>',
    );
});
