import { spawn } from 'node:child_process';

/**
 * Ends a process and all that it started, and removes its folder, when this process ends, however that happens, `kill -9`
 * included. The process must lead a group of its own (`detached`).
 *
 * @returns what to call when it has ended by itself
 */
export function endWithUs(pid: number, folder: string): () => void {
    // With -s: the sh of Debian takes no -- behind -KILL.
    const script = 'read -r _; kill -s KILL -- "-$0"; sleep 1; rm -rf "$1"';
    const guard = spawn('/bin/sh', ['-c', script, String(pid), folder], { detached: true, stdio: ['pipe', 'ignore', 'ignore'] });
    guard.stdin.on('error', () => {});
    (guard.stdin as unknown as { unref?(): void }).unref?.();
    guard.unref();
    return () => void guard.kill('SIGKILL');
}
