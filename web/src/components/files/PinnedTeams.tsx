import { useTexts } from '../../hooks/context.js';
import { IconButton } from '../ui/Button.js';

/** Figma gives a team no name an application could ask for; its number is what there is. */
export function PinnedTeams({ ids, onRemove }: { ids: readonly string[]; onRemove: (id: string) => void }) {
  const { files } = useTexts();
  if (ids.length === 0) return null;
  return (
    <div className="fb-teams">
      <h3>{files.teams}</h3>
      <ul>
        {ids.map((id) => (
          <li key={id}>
            <span>{files.team(id)}</span>
            <IconButton
              icon="close"
              label={files.unpinTeam(id)}
              onClick={() => {
                onRemove(id);
              }}
            />
          </li>
        ))}
      </ul>
    </div>
  );
}
