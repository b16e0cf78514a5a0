/** Drawn on a 20-unit grid with a 1.5 stroke in the colour of the text. */
const PATHS = {
  alert:
    'M10 6.5v4.25M10 13.5v.01M8.7 3.2 2.2 14.6a1.5 1.5 0 0 0 1.3 2.2h13a1.5 1.5 0 0 0 1.3-2.2L11.3 3.2a1.5 1.5 0 0 0-2.6 0Z',
  check: 'm4.5 10.5 3.5 3.5 7.5-8',
  checkCircle: 'm6.8 10.2 2.3 2.3 4.2-4.6M17.5 10a7.5 7.5 0 1 1-15 0 7.5 7.5 0 0 1 15 0Z',
  chevron: 'm7.5 5 5 5-5 5',
  close: 'm5 5 10 10M15 5 5 15',
  comment:
    'M3 5.5A1.5 1.5 0 0 1 4.5 4h11A1.5 1.5 0 0 1 17 5.5v7a1.5 1.5 0 0 1-1.5 1.5H9l-4 3v-3h-.5A1.5 1.5 0 0 1 3 12.5v-7Z',
  copy: 'M7 7V4.5A1.5 1.5 0 0 1 8.5 3h7A1.5 1.5 0 0 1 17 4.5v7a1.5 1.5 0 0 1-1.5 1.5H13M4.5 7h7A1.5 1.5 0 0 1 13 8.5v7a1.5 1.5 0 0 1-1.5 1.5h-7A1.5 1.5 0 0 1 3 15.5v-7A1.5 1.5 0 0 1 4.5 7Z',
  external: 'M8 4.5H5A1.5 1.5 0 0 0 3.5 6v9A1.5 1.5 0 0 0 5 16.5h9a1.5 1.5 0 0 0 1.5-1.5v-3M11.5 3.5h5v5M16 4l-7 7',
  frame: 'M6 2.5v15M14 2.5v15M2.5 6h15M2.5 14h15',
  hash: 'M7.5 3 6 17M14 3l-1.5 14M3.5 7.5h13.5M3 12.5h13.5',
  branch:
    'M6 7v6m0-6a2 2 0 1 0 0-4 2 2 0 0 0 0 4Zm0 6a2 2 0 1 0 0 4 2 2 0 0 0 0-4Zm8-4a2 2 0 1 0 0-4 2 2 0 0 0 0 4Zm0 0v.5a2.5 2.5 0 0 1-2.5 2.5H8.5A2.5 2.5 0 0 0 6 13.5',
  info: 'M10 9.25V14M10 6.5v.01M17.5 10a7.5 7.5 0 1 1-15 0 7.5 7.5 0 0 1 15 0Z',
  minus: 'M5 10h10',
  monitor: 'M3 4.5h14v9H3v-9ZM7 17h6M10 13.5V17',
  moon: 'M16.5 11.6A6.8 6.8 0 1 1 8.4 3.5a5.4 5.4 0 0 0 8.1 8.1Z',
  page: 'M5.5 2.5h6l3.5 3.5v11.5h-9.5v-15ZM11.5 2.5V6H15',
  pin: 'M12.2 2.8 17.2 7.8l-2.9.9-2.6 2.6.2 3.2-1.3 1.3-6.4-6.4L5.5 8.1l3.2.2 2.6-2.6.9-2.9ZM7.3 12.7 3 17',
  plus: 'M10 4.5v11M4.5 10h11',
  refresh: 'M16.5 4v4h-4M3.5 16v-4h4M15.9 8A6.5 6.5 0 0 0 4.8 6.2M4.1 12a6.5 6.5 0 0 0 11.1 1.8',
  search: 'm13 13 4 4M9 14.5a5.5 5.5 0 1 0 0-11 5.5 5.5 0 0 0 0 11Z',
  sun: 'M10 13a3 3 0 1 0 0-6 3 3 0 0 0 0 6ZM10 2v1.5M10 16.5V18M2 10h1.5M16.5 10H18M4.3 4.3l1.1 1.1M14.6 14.6l1.1 1.1M4.3 15.7l1.1-1.1M14.6 5.4l1.1-1.1',
} as const;

export type IconName = keyof typeof PATHS;

/** Decoration: the words next to it carry the meaning. */
export function Icon({ name, size = 20 }: { name: IconName; size?: number }) {
  return (
    <svg className="fb-icon" width={size} height={size} viewBox="0 0 20 20" aria-hidden="true" focusable="false">
      <path d={PATHS[name]} />
    </svg>
  );
}
