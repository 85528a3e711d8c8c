import type { Markup } from '../looks/html.js';

/** Puts markup into an element if it is another than before, so that a page that is read again keeps focus, selection and scroll places. */
export function setMarkup(element: HTMLElement, { text }: Markup): void {
    if (shown.get(element) === text) return;
    const scrolled = [...element.querySelectorAll('.scroll')].map((part) => ({ left: part.scrollLeft, top: part.scrollTop, hasFocus: part === document.activeElement }));
    element.innerHTML = text;
    shown.set(element, text);
    reachScrolling(element);
    element.querySelectorAll<HTMLElement>('.scroll').forEach((part, place) => {
        part.scrollTo(scrolled[place]?.left ?? 0, scrolled[place]?.top ?? 0);
        if (scrolled[place]?.hasFocus) part.focus({ preventScroll: true });
    });
}

const shown = new WeakMap<HTMLElement, string>();

/** What scrolls in itself is reached by the keyboard; what does not is no stop on the way. */
export function reachScrolling(within: ParentNode): void {
    for (const part of within.querySelectorAll<HTMLElement>('.scroll')) {
        const isScrolling = part.scrollWidth > part.clientWidth + 1 || part.scrollHeight > part.clientHeight + 1;
        if (isScrolling === part.hasAttribute('tabindex')) continue;
        if (isScrolling) {
            part.tabIndex = 0;
            part.setAttribute('role', 'region');
            part.setAttribute('aria-label', `Table: ${part.closest('article')?.querySelector('.title')?.textContent ?? ''}`);
        } else {
            for (const name of ['tabindex', 'role', 'aria-label']) part.removeAttribute(name);
        }
    }
}
