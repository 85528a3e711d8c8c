import { relative } from 'node:path';

/** What a proposed command needs so that it is about this lake; nothing for the default one. */
export function lakeOption(lake: string): string {
    const near = relative(process.cwd(), lake);
    return near === '.lake' ? '' : ` --lake ${JSON.stringify(near.startsWith('..') || near === '' ? lake : near)}`;
}
