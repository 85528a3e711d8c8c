import { createHash } from 'node:crypto';
import { html, Markup } from '../../../dashboard/looks/html.js';
import { PAGE_STYLE } from './page-style.js';

export interface StillPageProps {
    readonly title: string;
    readonly content: Markup;
    /** Rules beside those that all such pages have. @default none */
    readonly style?: string;
}

/** One HTML page that needs nothing else: no script, no request, charts drawn already. */
export function stillPage({ title, content, style = '' }: StillPageProps): string {
    const rules = PAGE_STYLE + style;
    // Nothing may be fetched or run; the one style is named by its hash.
    const policy = `default-src 'none'; style-src 'sha256-${createHash('sha256').update(rules).digest('base64')}'; base-uri 'none'; form-action 'none'`;
    return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${new Markup(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<style>${new Markup(rules)}</style>
</head>
<body>
<main>
${content}
</main>
</body>
</html>
`.text;
}
