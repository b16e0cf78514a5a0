import { useCallback, useDeferredValue, useState } from 'react';
import type { RefObject } from 'react';
import { needsSignIn, toApiError } from '../../api/errors.js';
import type { ApiError } from '../../api/errors.js';
import { useApi, useTexts } from '../../hooks/context.js';
import type { Connect } from '../../hooks/use-connect.js';
import { usePins } from '../../hooks/use-pins.js';
import { useResource } from '../../hooks/use-resource.js';
import type { Load } from '../../hooks/use-resource.js';
import type { Answer } from '../../api/client.js';
import type { FileListing } from '../../api/types.js';
import { countFiles, groupFiles, searchFiles } from '../../lib/files.js';
import type { Pin } from '../../lib/pins.js';
import { FileDetail } from '../detail/FileDetail.js';
import type { OpenedFile } from '../detail/FileDetail.js';
import { Button } from '../ui/Button.js';
import { ProblemLine, ProblemNotice } from '../ui/Problem.js';
import { AddByLink } from './AddByLink.js';
import { FileSections } from './FileSections.js';
import { FilesEmpty } from './FilesEmpty.js';
import { FreshnessLine } from './FreshnessLine.js';
import { FilesSkeleton } from './FilesSkeleton.js';
import { PinnedTeams } from './PinnedTeams.js';
import { SearchField } from './SearchField.js';

interface Props {
  headingRef: RefObject<HTMLHeadingElement | null>;
  connect: Connect;
  /** Figma refused the connection or the JWT has ended: the cards have to be asked for again. Stable. */
  onConnectionLost: () => void;
}

const LOST = ['reconnect_required', 'not_connected', 'provider_not_configured'];

export function FileBrowser({ headingRef, connect, onConnectionLost }: Props) {
  const texts = useTexts();
  const pins = usePins();
  const listing = useFileListing(onConnectionLost);
  const [query, setQuery] = useState('');
  const [opened, setOpened] = useState<OpenedFile | null>(null);
  const [said, setSaid] = useState('');
  const groups = groupFiles(listing.value?.data ?? null, pins.settings.files);
  const shown = searchFiles(groups, useDeferredValue(query));
  const searching = query.trim() !== '';

  const refresh = async () => {
    setSaid('');
    if (await listing.reload(true)) setSaid(texts.files.refreshed);
  };
  const changePin = async (pin: Pin, add: boolean) => {
    const saved = await (add ? pins.add(pin) : pins.remove(pin));
    if (saved && pin.kind === 'team') void listing.reload();
    return saved;
  };

  return (
    <section className="fb-files" aria-labelledby="fb-files-title">
      <header className="fb-files-head">
        <div>
          <h2 id="fb-files-title" ref={headingRef} tabIndex={-1}>
            {texts.files.title}
          </h2>
          <FreshnessLine freshness={listing.value?.freshness ?? null} />
        </div>
        <Button icon="refresh" busy={listing.pending && listing.value !== null} onClick={() => void refresh()}>
          {texts.files.refresh}
        </Button>
      </header>
      <div className="fb-toolbar">
        <SearchField query={query} found={searching ? countFiles(shown) : null} onChange={setQuery} />
        <AddByLink settings={pins.settings} onAdd={(pin) => changePin(pin, true)} />
      </div>
      <p className="fb-hidden" role="status">
        {said}
      </p>
      <PinnedTeams ids={pins.settings.teamIds} onRemove={(id) => void changePin({ kind: 'team', id }, false)} />
      {pins.error && <ProblemLine error={pins.error} />}
      {listing.error && (
        <ProblemNotice
          level={3}
          title={texts.files.failed}
          error={listing.error}
          actions={
            listing.error.code === 'insufficient_scope' && (
              <Button
                busy={connect.busy === 'figma'}
                onClick={() => {
                  connect.start('figma');
                }}
              >
                {texts.figma.reconnect}
              </Button>
            )
          }
        />
      )}
      {(listing.pending && !listing.value) || pins.loading ? (
        <FilesSkeleton />
      ) : (
        <>
          <FileSections
            groups={shown}
            pinnedKeys={pins.settings.files}
            onOpen={setOpened}
            onPin={(key, add) => void changePin({ kind: 'file', id: key }, add)}
          />
          <FilesEmpty
            listing={listing.value?.data.listing ?? null}
            query={searching ? query : ''}
            count={countFiles(searching ? shown : groups)}
            onClear={() => {
              setQuery('');
            }}
          />
        </>
      )}
      {opened && (
        <FileDetail
          key={opened.key}
          file={opened}
          connect={connect}
          onClose={() => {
            setOpened(null);
          }}
        />
      )}
    </section>
  );
}

function useFileListing(onConnectionLost: () => void) {
  const api = useApi();
  const load: Load<Answer<FileListing>> = useCallback(
    async (signal, revalidate) => {
      try {
        return await api.files(revalidate, signal);
      } catch (error) {
        if (!signal.aborted && isLost(toApiError(error))) onConnectionLost();
        throw error;
      }
    },
    [api, onConnectionLost],
  );
  return useResource(load);
}

function isLost(error: ApiError): boolean {
  return needsSignIn(error) || LOST.includes(error.code);
}
