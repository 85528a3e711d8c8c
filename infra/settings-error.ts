/** The deployment was asked for wrongly: one sentence, exit code 2. */
export class SettingsError extends Error {
    override readonly name = 'SettingsError';
}
