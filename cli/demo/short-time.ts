/** A duration: `0.42 s`, `12.3 s`, `4 min 05 s`, `2 h 10 min`. @param seconds 0 or more */
export function shortTime(seconds: number): string {
    if (seconds < 1) return `${seconds.toFixed(2)} s`;
    if (seconds < 59.95) return `${seconds.toFixed(1)} s`;
    const whole = Math.round(seconds);
    if (whole < 3600) return `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, '0')} s`;
    return `${Math.floor(whole / 3600)} h ${String(Math.floor(whole / 60) % 60).padStart(2, '0')} min`;
}
