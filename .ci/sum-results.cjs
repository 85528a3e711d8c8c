// Sums the counts of result files of vitest into the last line: node .ci/sum-results.cjs STATUS TESTS ENGINES
const { readFileSync } = require('node:fs');

const [status, tests, engines] = process.argv.slice(2);
const read = (file) => {
    try {
        return JSON.parse(readFileSync(file, 'utf8'));
    } catch {
        console.log(`There is no result in ${file}.`);
        return null;
    }
};
const results = [read(tests), read(engines)];
const sum = (name) => results.reduce((total, result) => total + (result?.[name] ?? 0), 0);
// A type error or a broken test file fails the whole without failing one test, and so does a part that left nothing.
const broken = results.filter((result) => !(result?.numPassedTests > 0)).length;
// An engine is there or its tests fail: but for absent files, nothing of it may be skipped.
const pending = (result) => (result?.testResults ?? []).flatMap((file) => file.assertionResults).filter(({ status }) => status === 'pending' || status === 'skipped');
const isOfRealFile = ({ fullName }) => fullName.includes('the real file');
const skippedEngines = pending(results[1]).filter((test) => !isOfRealFile(test)).length;
// Said again here, as the record of a run may keep only its end.
for (const { name, message, assertionResults } of results.flatMap((result) => result?.testResults ?? [])) {
    const failures = assertionResults.filter(({ status }) => status === 'failed');
    for (const { fullName, failureMessages } of failures) console.log(`FAILED ${name}: ${fullName}\n${failureMessages.join('\n').slice(0, 4000)}`);
    if (failures.length === 0 && message) console.log(`FAILED ${name}\n${message.slice(0, 4000)}`);
}
const failed = Math.max(sum('numFailedTests') + broken + skippedEngines, Number(status));
const skipped = (results[0]?.numPendingTests ?? 0) + pending(results[1]).filter(isOfRealFile).length;
if (skipped > 0) console.log(`${skipped} skipped: a real file is absent, see above`);
console.log(`${sum('numPassedTests')} passed, ${failed} failed`);
process.exit(failed > 0 ? 1 : 0);
