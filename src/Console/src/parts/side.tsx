import { useEffect, useRef, useState } from 'preact/hooks';
import { identity, signOut } from '../model/session.ts';
import { openPlaces } from '../model/places.ts';
import { guard, path } from '../model/router.ts';
import { Link } from './basics.tsx';
import { FindButton } from './finder.tsx';
import { Icon } from './icon.tsx';

/** The bar at the side: where one may go, and who one is. On narrow screens it is a menu. */
export function Side() {
  const [isOpen, setOpen] = useState(false);
  const opener = useRef<HTMLButtonElement>(null);
  useEffect(() => setOpen(false), [path.value]);
  const onKey = (event: KeyboardEvent) => {
    if (event.key !== 'Escape' || !isOpen) return;
    setOpen(false);
    opener.current?.focus();
  };

  return (
    <header class={isOpen ? 'side open' : 'side'} onKeyDown={onKey}>
      <div class="side-head">
        <Link to="/functions" class="brand">MolnOS <span>Sandbox</span></Link>
        <button type="button" class="opener" ref={opener} aria-expanded={isOpen} aria-controls="side-menu" onClick={() => setOpen(!isOpen)}><Icon name={isOpen ? 'close' : 'menu'} /> Menu</button>
      </div>
      <div class="side-menu" id="side-menu">
        <nav aria-label="Main">
          <FindButton />
          {openPlaces().map((group) => (
            <div key={group.title} class="side-group">
              <h2 id={`side-${group.title}`}>{group.title}</h2>
              <ul aria-labelledby={`side-${group.title}`}>
                {group.places.map((place) => (
                  <li key={place.path}><Link to={place.path} current={path.value === place.path || path.value.startsWith(`${place.path}/`)}><Icon name={place.icon} />{place.title}</Link></li>
                ))}
              </ul>
            </div>
          ))}
        </nav>
        <div class="who">
          <p><strong>{identity.value?.name}</strong><span>{identity.value?.roles.join(', ') || 'no role'}</span></p>
          <button type="button" onClick={() => { if (guard.mayLeave()) signOut(); }}>Sign out</button>
        </div>
      </div>
    </header>
  );
}
