import { App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { buildLake } from './build-lake.js';
import { readSettings } from './read-settings.js';
import { houseRules } from './rules/house-rules.js';
import { SettingsError } from './settings-error.js';

try {
    const app = new App();
    buildLake(app, readSettings(app.node.getAllContext()));
    Validations.of(app).addPlugins(new AwsSolutionsChecks(app), houseRules());
    app.synth();
} catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    console.error(error.message);
    process.exitCode = 2;
}
