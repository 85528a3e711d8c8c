import { lakeOption } from '../../local/lake-option.js';
import type { RegisterCommand } from '../command.js';
import { sayWaiting } from '../output/say-waiting.js';
import { tell } from '../output/tell.js';

/** Adds `lake upgrade`. */
export const registerUpgrade: RegisterCommand = (program, context) => {
    program
        .command('upgrade')
        .summary('a lake of an older version')
        .description('Brings the lake to the version of this program; one that is newer is refused.')
        .action(async (_options, command) => {
            const { lake, say } = context(command);
            const { upgradeLake } = await import('../../local/engine/lake.js');
            const { LAKE_VERSION } = await import('../../local/engine/upgrades.js');
            const before = await upgradeLake(lake, { command: 'upgrade', onWait: sayWaiting(say) });
            tell(
                before === LAKE_VERSION ? `The lake has version ${LAKE_VERSION}; its views were made anew.` : `The lake was brought from version ${before} to ${LAKE_VERSION}.\nNext: ./lake run${lakeOption(lake)}, which makes what is new in it.`,
            );
        });
};
