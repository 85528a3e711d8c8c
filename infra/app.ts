import { App } from 'aws-cdk-lib';
import { buildLake } from './build-lake.js';
import { readSettings } from './read-settings.js';
import { SettingsError } from './settings-error.js';

try {
    const app = new App();
    buildLake(app, readSettings(app.node.getAllContext()));
    app.synth();
} catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    console.error(error.message);
    process.exitCode = 2;
}
