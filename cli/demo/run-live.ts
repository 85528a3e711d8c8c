import { newState } from '../../local/demo/demo-state.js';
import { liveDemo, type LiveDemoProps } from '../../local/demo/live-demo.js';
import { lakeOption } from '../../local/lake-option.js';
import { OneAtATime } from '../../local/one-at-a-time.js';
import { type Page, showPage } from '../dashboard/run-dashboard.js';
import { tell, warn } from '../output/tell.js';
import { endSignals } from '../output/end-signals.js';
import { COLOURED, PLAIN } from './paint.js';
import { isScreen, Screen } from './screen.js';
import { screenText } from './screen-text.js';
import { summaryText } from './summary-text.js';

const MILLISECONDS_BETWEEN_PICTURES = 250;

/** Runs the live demo: on a terminal with its screen, else with notices alone; at the end with a summary. */
export async function runLive(lake: string, { port, hasPage, ...options }: Pick<LiveDemoProps, 'rows' | 'isAnyThere' | 'seed' | 'rate' | 'every' | 'lasts'> & { readonly port?: number; readonly hasPage: boolean }): Promise<void> {
    const { stdout, env } = process;
    const state = newState(Date.now());
    const option = lakeOption(lake);
    let stopAtOnce = () => {};
    const { signal, end, forget } = endSignals(() => stopAtOnce());
    // Whoever closes the window ends the demo, and has nothing more to read.
    stdout.once('error', end);
    const screen = isScreen(stdout, env) ? new Screen(stdout) : null;
    const paint = screen === null || (env.NO_COLOR ?? '') !== '' ? PLAIN : COLOURED;
    const show = () => screen?.show(screenText(state, { ...screen.size, now: Date.now(), paint, lakeOption: option }));
    const pictures = setInterval(show, MILLISECONDS_BETWEEN_PICTURES);
    const notice = (text: string) => {
        state.notice = { at: Date.now(), text };
        if (screen === null) warn(text);
    };
    if (screen === null) warn(options.lasts === undefined ? 'A shop and its lake, live; Ctrl-C ends it with a summary.' : 'A shop and its lake, live; a summary comes at the end.');
    const turns = new OneAtATime();
    let page: Page | undefined;
    try {
        if (hasPage) {
            page = await showPage({ lake, port, alone: (work) => turns.run(work), underWay: () => `A month of history is on its way (${state.history ?? state.step ?? 'the first run begins'}); its answers come within a minute.`, say: notice });
            state.page = page.address;
            if (screen === null) warn(`The page: ${page.address}`);
        }
        await liveDemo({ ...options, lake, state, signal, turns, notice, onStarted: (stop) => (stopAtOnce = stop) });
    } finally {
        clearInterval(pictures);
        await page?.end();
        show();
        screen?.end();
        stdout.off('error', end);
        if (state.shop.since !== null) tell(`${screen === null ? '' : '\n'}${summaryText(state, { now: Date.now(), lakeOption: option })}`);
        forget();
    }
    tell(`\nAsk: ./lake query "from funnel_daily order by session_date desc limit 7"${option}\nGo on: npm start${option === '' ? '' : ` --${option}`}`);
}
