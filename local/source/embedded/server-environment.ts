const PASSED_ON = ['PATH', 'SystemRoot', 'TEMP', 'TMP', 'LD_LIBRARY_PATH', 'DYLD_LIBRARY_PATH'];

/** What PostgreSQL is told of our environment: no secrets, no PG… variables, and messages in English, as they are read here. */
export function serverEnvironment(): NodeJS.ProcessEnv {
    const passed = PASSED_ON.filter((name) => process.env[name] !== undefined).map((name) => [name, process.env[name]]);
    return { ...Object.fromEntries(passed), LC_ALL: 'C' } as NodeJS.ProcessEnv;
}
