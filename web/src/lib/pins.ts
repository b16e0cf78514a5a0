import type { FigmaSettings, ResolvedLink } from '../api/types.js';

export type Pin = { kind: 'team'; id: string } | { kind: 'file'; id: string };

/**
 * What a pasted link pins. A branch is pinned by its own key, under which Figma serves it; a folder can only be reached
 * through its team, so one without a team in its address gives null.
 */
export function pinOf(link: ResolvedLink): Pin | null {
  switch (link.kind) {
    case 'file':
    case 'branch': {
      const key = link.branchKey ?? link.fileKey;
      return key ? { kind: 'file', id: key } : null;
    }
    case 'team':
    case 'folder':
      return link.teamId ? { kind: 'team', id: link.teamId } : null;
  }
}

export function hasPin(settings: FigmaSettings, pin: Pin): boolean {
  return listOf(settings, pin).includes(pin.id);
}

export function addPin(settings: FigmaSettings, pin: Pin): FigmaSettings {
  return hasPin(settings, pin) ? settings : replaceList(settings, pin, [...listOf(settings, pin), pin.id]);
}

export function removePin(settings: FigmaSettings, pin: Pin): FigmaSettings {
  return replaceList(
    settings,
    pin,
    listOf(settings, pin).filter((id) => id !== pin.id),
  );
}

function listOf(settings: FigmaSettings, pin: Pin): string[] {
  return pin.kind === 'team' ? settings.teamIds : settings.files;
}

function replaceList(settings: FigmaSettings, pin: Pin, ids: string[]): FigmaSettings {
  return pin.kind === 'team' ? { ...settings, teamIds: ids } : { ...settings, files: ids };
}
