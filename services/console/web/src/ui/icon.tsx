/** Line icons on a 20 × 20 grid, drawn here; always beside words or a label. */
const PATHS = {
  details: 'M3 4.5h14v11H3zM12 4.5v11M5.5 8h4M5.5 11h4',
  trash: 'M4 6h12M8 6V4h4v2M5.5 6l.8 10h7.4l.8-10M8.5 9v4.5M11.5 9v4.5',
  redirect: 'M11 4h5v5M16 4l-7 7M14 11.5V16H4V6h4.5',
  close: 'M5 5l10 10M15 5L5 15',
  chevron: 'M6 8l4 4 4-4',
  phone:
    'M6.5 3.5 8 7 6.3 8.6a10 10 0 0 0 5.1 5.1L13 12l3.5 1.5v2.2c0 .6-.5 1-1 1A12.5 12.5 0 0 1 3.300 4.500c0-.6.4-1 1-1z',
  user: 'M10 10a3.2 3.2 0 1 0 0-6.400 3.200 3.200 0 0 0 0 6.400zM4 17c.6-3 3-4.500 6-4.500s5.400 1.500 6 4.500',
  warning: 'M10 3.500 17.500 16h-15zM10 8.500v3.500M10 13.800v.4',
  check: 'M4.500 10.500l3.500 3.500 7.500-8',
  search: 'M9 14.500a5.500 5.500 0 1 0 0-11 5.500 5.500 0 0 0 0 11zM13 13l4 4',
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name, size = 20 }: { name: IconName; size?: number }) {
  return (
    <svg aria-hidden="true" width={size} height={size} viewBox="0 0 20 20" fill="none">
      <path
        d={PATHS[name]}
        stroke="currentColor"
        strokeWidth="1.6"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </svg>
  );
}
