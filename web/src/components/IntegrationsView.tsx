import { useCallback, useRef, useState } from 'react';
import { useTexts } from '../hooks/context.js';
import type { Connect } from '../hooks/use-connect.js';
import { canBrowse } from '../lib/state.js';
import type { ProviderView } from '../lib/state.js';
import { DisconnectDialog } from './DisconnectDialog.js';
import { FigmaCard } from './FigmaCard.js';
import { FileBrowser } from './files/FileBrowser.js';
import { ProviderCard } from './ProviderCard.js';

interface Props {
  views: ProviderView[];
  connect: Connect;
  /** The list of connections is being asked for again. */
  checking: boolean;
  onCheck: () => Promise<boolean>;
  onDisconnected: (name: string) => void;
}

export function IntegrationsView({ views, connect, checking, onCheck, onDisconnected }: Props) {
  const texts = useTexts();
  const [leaving, setLeaving] = useState<ProviderView | null>(null);
  const filesHeading = useRef<HTMLHeadingElement>(null);
  const figma = views.find((view) => view.info.provider === 'figma');
  const others = views.filter((view) => view.info.provider !== 'figma');
  const onConnectionLost = useCallback(() => void onCheck(), [onCheck]);
  const browse = () => {
    filesHeading.current?.scrollIntoView();
    filesHeading.current?.focus();
  };

  // The dialog stays until the cards know, so that no card says "connected" next to the news that it is not.
  const finish = async ({ info }: ProviderView) => {
    await onCheck();
    setLeaving(null);
    onDisconnected(info.name);
  };

  return (
    <>
      {figma && (
        <FigmaCard
          view={figma}
          connect={connect}
          checking={checking}
          onCheck={() => void onCheck()}
          onBrowse={browse}
          onDisconnect={() => {
            setLeaving(figma);
          }}
        />
      )}
      {figma && canBrowse(figma.state) && (
        <FileBrowser headingRef={filesHeading} connect={connect} onConnectionLost={onConnectionLost} />
      )}
      {others.length > 0 && (
        <section className="fb-more" aria-labelledby="fb-more-title">
          <h2 id="fb-more-title">{texts.page.more}</h2>
          <ul className="fb-provider-list">
            {others.map((view) => (
              <ProviderCard key={view.info.provider} view={view} connect={connect} onDisconnect={setLeaving} />
            ))}
          </ul>
        </section>
      )}
      {leaving && (
        <DisconnectDialog
          info={leaving.info}
          onClose={() => {
            setLeaving(null);
          }}
          onDone={() => void finish(leaving)}
        />
      )}
    </>
  );
}
