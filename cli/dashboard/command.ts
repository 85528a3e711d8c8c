import type { RegisterCommand } from '../command.js';
import { wholeNumber } from '../simulate/read-options.js';

const help = `
The page answers from a copy of what it needs, which it makes anew when the lake has changed and somebody looks: nothing waits for
the page for longer than such a reading takes. Other machines cannot reach it. An empty lake is no fault: the page says how to fill
it, and shows what comes.
`;

/** Adds `lake dashboard`. */
export const registerDashboard: RegisterCommand = (program, context) => {
    program
        .command('dashboard')
        .summary('a page in the browser that shows the lake')
        .description('Serves a page on this machine that shows the lake: what sells, where visitors are lost, who comes back, whether the data can be trusted.')
        .option('--port <number>', 'where the page is; without it 4747, or another if that is taken', wholeNumber(1, 65_535))
        .addHelpText('after', help)
        .action(async ({ port }: { port?: number }, command) => {
            const { lake, say } = context(command);
            const { runDashboard } = await import('./run-dashboard.js');
            await runDashboard({ lake, port, say });
        });
};
