<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de" sourcelanguage="en">
<context>
    <name></name>
    <message>
        <source>{size:.1f} GB</source>
        <translation>{size:.1f} GB</translation>
    </message>
    <message>
        <source>{size:.0f} MB</source>
        <translation>{size:.0f} MB</translation>
    </message>
    <message>
        <source>{size:.0f} kB</source>
        <translation>{size:.0f} kB</translation>
    </message>
    <message>
        <source>{size:.0f} bytes</source>
        <translation>{size:.0f} Bytes</translation>
    </message>
    <message>
        <source>{size:.1f} GiB</source>
        <translation>{size:.1f} GiB</translation>
    </message>
    <message>
        <source>{size:.0f} MiB</source>
        <translation>{size:.0f} MiB</translation>
    </message>
    <message>
        <source>{count} s</source>
        <translation>{count} s</translation>
    </message>
    <message>
        <source>{count} min</source>
        <translation>{count} min</translation>
    </message>
    <message>
        <source>{count:.1f} h</source>
        <translation>{count:.1f} h</translation>
    </message>
    <message>
        <source>Masks and syllables are ways of drawing; the model works on random tokens.</source>
        <translation>Masken und Silben sind Arten zu zeichnen; das Modell arbeitet mit zufälligen Tokens.</translation>
    </message>
    <message>
        <source>This is what the model sees: a random token wherever nothing is kept yet.</source>
        <translation>Das sieht das Modell: ein zufälliges Token überall dort, wo noch nichts behalten ist.</translation>
    </message>
    <message>
        <source>Masks are a way of drawing.</source>
        <translation>Masken sind eine Art zu zeichnen.</translation>
    </message>
    <message>
        <source>Masks and syllables are ways of drawing.</source>
        <translation>Masken und Silben sind Arten zu zeichnen.</translation>
    </message>
    <message>
        <source>This is what the model sees, with syllables drawn for its random tokens.</source>
        <translation>Das sieht das Modell; für seine zufälligen Tokens sind Silben gezeichnet.</translation>
    </message>
    <message>
        <source>Waiting for its turn</source>
        <translation>Wartet, bis es an der Reihe ist</translation>
    </message>
    <message>
        <source>Waiting for the model</source>
        <translation>Wartet auf das Modell</translation>
    </message>
    <message>
        <source>Reading the conversation</source>
        <translation>Liest das Gespräch</translation>
    </message>
    <message>
        <source>Version {number}</source>
        <translation>Fassung {number}</translation>
    </message>
    <message>
        <source>From a file: {facts}</source>
        <translation>Aus einer Datei: {facts}</translation>
    </message>
    <message>
        <source>From a file</source>
        <translation>Aus einer Datei</translation>
    </message>
    <message>
        <source>seeds {seeds}</source>
        <translation>Seeds {seeds}</translation>
    </message>
    <message>
        <source>, then </source>
        <translation>, dann </translation>
    </message>
    <message>
        <source>seed {seed}</source>
        <translation>Seed {seed}</translation>
    </message>
    <message>
        <source>Stopped before there was an answer.</source>
        <translation>Angehalten, bevor es eine Antwort gab.</translation>
    </message>
    <message>
        <source>Dewpoint was closed before there was an answer.</source>
        <translation>Dewpoint wurde geschlossen, bevor es eine Antwort gab.</translation>
    </message>
    <message>
        <source>The thought took all the room, so there is no answer.</source>
        <translation>Der Gedanke hat den ganzen Platz verbraucht, deshalb gibt es keine Antwort.</translation>
    </message>
    <message>
        <source>The model ended after its thought, without an answer.</source>
        <translation>Das Modell hat nach seinem Gedanken aufgehört, ohne zu antworten.</translation>
    </message>
    <message>
        <source>The model ended without an answer twice. Ask in other words.</source>
        <translation>Das Modell endete zweimal ohne Antwort. Frage mit anderen Worten.</translation>
    </message>
    <message>
        <source>The model ended without an answer. Ask in other words.</source>
        <translation>Das Modell endete ohne Antwort. Frage mit anderen Worten.</translation>
    </message>
    <message>
        <source>{part:.0%} settled</source>
        <translation>{part:.0%} stehen fest</translation>
    </message>
    <message>
        <source>noise</source>
        <translation>Rauschen</translation>
    </message>
    <message>
        <source>step {step} of {most}</source>
        <translation>Schritt {step} von {most}</translation>
    </message>
    <message>
        <source>{slots} re-noised</source>
        <translation>{slots} neu verrauscht</translation>
    </message>
    <message>
        <source>block {number}</source>
        <translation>Block {number}</translation>
    </message>
    <message>
        <source>{rate:,.0f} tok/s</source>
        <translation>{rate:,.0f} Tok/s</translation>
    </message>
    <message>
        <source>Interrupted: Dewpoint was closed before the end</source>
        <translation>Unterbrochen: Dewpoint wurde vor dem Ende geschlossen</translation>
    </message>
    <message>
        <source>{seconds:.1f} s</source>
        <translation>{seconds:.1f} s</translation>
    </message>
    <message>
        <source>Stopped</source>
        <translation>Angehalten</translation>
    </message>
    <message>
        <source>Out of room</source>
        <translation>Kein Platz mehr</translation>
    </message>
    <message numerus="yes">
        <source>%Ln tokens</source>
        <translation>
            <numerusform>%Ln Token</numerusform>
            <numerusform>%Ln Tokens</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln blocks</source>
        <translation>
            <numerusform>%Ln Block</numerusform>
            <numerusform>%Ln Blöcke</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln steps</source>
        <translation>
            <numerusform>%Ln Schritt</numerusform>
            <numerusform>%Ln Schritte</numerusform>
        </translation>
    </message>
    <message>
        <source>canvas</source>
        <translation>Leinwand</translation>
    </message>
    <message>
        <source>The positions being denoised together. A committed canvas is a block.</source>
        <translation>Die Stellen, die zusammen entrauscht werden. Eine festgeschriebene Leinwand ist ein Block.</translation>
    </message>
    <message>
        <source>slot</source>
        <translation>Platz</translation>
    </message>
    <message>
        <source>One position of a canvas. It holds one token.</source>
        <translation>Eine Stelle einer Leinwand. Sie enthält ein Token.</translation>
    </message>
    <message>
        <source>Random tokens from the whole vocabulary. There is no mask token; masks are a way of drawing.</source>
        <translation>Zufällige Tokens aus dem ganzen Wortschatz. Es gibt kein Masken-Token; Masken sind eine Art zu zeichnen.</translation>
    </message>
    <message>
        <source>step</source>
        <translation>Schritt</translation>
    </message>
    <message>
        <source>The model reads the canvas once and says for every slot how likely each token is.</source>
        <translation>Das Modell liest die Leinwand einmal und sagt für jeden Platz, wie wahrscheinlich jedes Token ist.</translation>
    </message>
    <message>
        <source>draft</source>
        <translation>Entwurf</translation>
    </message>
    <message>
        <source>The likeliest token of every slot. The last draft becomes the text.</source>
        <translation>Das wahrscheinlichste Token jedes Platzes. Der letzte Entwurf wird zum Text.</translation>
    </message>
    <message>
        <source>stable</source>
        <translation>stabil</translation>
    </message>
    <message>
        <source>A draft that has been the same for two steps or more. It may still change.</source>
        <translation>Ein Entwurf, der seit mindestens zwei Schritten derselbe ist. Er kann sich noch ändern.</translation>
    </message>
    <message>
        <source>accepted</source>
        <translation>angenommen</translation>
    </message>
    <message>
        <source>A slot whose drawn token stays for the next step. It is decided anew at every step.</source>
        <translation>Ein Platz, dessen gezogenes Token für den nächsten Schritt bleibt. Das wird bei jedem Schritt neu entschieden.</translation>
    </message>
    <message>
        <source>not the draft</source>
        <translation>nicht der Entwurf</translation>
    </message>
    <message>
        <source>An accepted slot whose drawn token is another one than its draft.</source>
        <translation>Ein angenommener Platz, dessen gezogenes Token ein anderes als sein Entwurf ist.</translation>
    </message>
    <message>
        <source>given up</source>
        <translation>aufgegeben</translation>
    </message>
    <message>
        <source>A slot that was accepted a step before and is random again.</source>
        <translation>Ein Platz, der einen Schritt zuvor angenommen war und wieder zufällig ist.</translation>
    </message>
    <message>
        <source>re-noised</source>
        <translation>neu verrauscht</translation>
    </message>
    <message>
        <source>A slot that was accepted at some step so far, and is random now.</source>
        <translation>Ein Platz, der in irgendeinem Schritt bisher angenommen war und jetzt zufällig ist.</translation>
    </message>
    <message>
        <source>tail</source>
        <translation>Ende</translation>
    </message>
    <message>
        <source>Slots behind the end of the text, as the model sees it now. The end may still move.</source>
        <translation>Plätze hinter dem Ende des Textes, wie das Modell es jetzt sieht. Das Ende kann sich noch verschieben.</translation>
    </message>
    <message>
        <source>pinned</source>
        <translation>festgehalten</translation>
    </message>
    <message>
        <source>A slot that you gave a token. It keeps that token from the next step on.</source>
        <translation>Ein Platz, dem man ein Token gegeben hat. Er behält es vom nächsten Schritt an.</translation>
    </message>
    <message>
        <source>forbidden</source>
        <translation>verboten</translation>
    </message>
    <message>
        <source>A token that you ruled out for a slot. From the next step on it is never drawn there.</source>
        <translation>Ein Token, das man für einen Platz ausgeschlossen hat. Vom nächsten Schritt an wird es dort nie gezogen.</translation>
    </message>
    <message>
        <source>entropy</source>
        <translation>Entropie</translation>
    </message>
    <message>
        <source>How unsure the model is of a slot, in nats. 0 is sure. It says nothing about truth.</source>
        <translation>Wie unsicher das Modell bei einem Platz ist, in Nat. 0 ist sicher. Über Wahrheit sagt sie nichts.</translation>
    </message>
    <message>
        <source>bound</source>
        <translation>Grenze</translation>
    </message>
    <message>
        <source>What the entropies of the accepted slots may sum to, the unsurest of them not counted.</source>
        <translation>Worauf sich die Entropien der angenommenen Plätze summieren dürfen, der unsicherste nicht mitgezählt.</translation>
    </message>
    <message>
        <source>temperature</source>
        <translation>Temperatur</translation>
    </message>
    <message>
        <source>What the scores are divided by. It falls, so later steps keep closer to the likeliest.</source>
        <translation>Wodurch die Werte geteilt werden. Sie fällt, spätere Schritte bleiben also näher am Wahrscheinlichsten.</translation>
    </message>
    <message>
        <source>settled</source>
        <translation>steht fest</translation>
    </message>
    <message>
        <source>A draft that never changes again. Only a finished recording knows that.</source>
        <translation>Ein Entwurf, der sich nicht mehr ändert. Das weiß nur eine abgeschlossene Aufzeichnung.</translation>
    </message>
    <message>
        <source>committed</source>
        <translation>festgeschrieben</translation>
    </message>
    <message>
        <source>Final: the block is read by the model as text and never changes.</source>
        <translation>Endgültig: Das Modell liest den Block als Text, und er ändert sich nie mehr.</translation>
    </message>
    <message>
        <source>Nothing was recorded.</source>
        <translation>Nichts wurde aufgezeichnet.</translation>
    </message>
    <message>
        <source>After {steps}: {facts}.</source>
        <translation>{steps}: {facts}.</translation>
    </message>
    <message numerus="yes">
        <source>%Ln slots accepted</source>
        <translation>
            <numerusform>%Ln Platz angenommen</numerusform>
            <numerusform>%Ln Plätze angenommen</numerusform>
        </translation>
    </message>
    <message>
        <source>{accepted}, {slots} given up</source>
        <translation>{accepted}, {slots} aufgegeben</translation>
    </message>
    <message>
        <source>{spent:.3f} of {bound:.3g} nats</source>
        <translation>{spent:.3f} von {bound:.3g} Nat</translation>
    </message>
    <message>
        <source>temperature {temperature:.2f}</source>
        <translation>Temperatur {temperature:.2f}</translation>
    </message>
    <message numerus="yes">
        <source>%Ln drafts changed</source>
        <translation>
            <numerusform>%Ln Entwurf geändert</numerusform>
            <numerusform>%Ln Entwürfe geändert</numerusform>
        </translation>
    </message>
    <message>
        <source>After {steps}: {facts}. Length: {length}.</source>
        <translation>{steps}: {facts}. Länge: {length}.</translation>
    </message>
    <message numerus="yes">
        <source>%Ln slots of random tokens</source>
        <translation>
            <numerusform>%Ln Platz mit einem zufälligen Token</numerusform>
            <numerusform>%Ln Plätze mit zufälligen Tokens</numerusform>
        </translation>
    </message>
    <message>
        <source>{slots}, {held} held</source>
        <translation>{slots}, {held} gehalten</translation>
    </message>
    <message>
        <source>Block {block} begins: {slots}.</source>
        <translation>Block {block} beginnt: {slots}.</translation>
    </message>
    <message>
        <source>stable and sure after {steps}</source>
        <translation>stabil und sicher, {steps}</translation>
    </message>
    <message>
        <source>the limit of {steps} is reached</source>
        <translation>die Grenze ist erreicht, {steps}</translation>
    </message>
    <message>
        <source>stopped after {steps}</source>
        <translation>angehalten, {steps}</translation>
    </message>
    <message>
        <source>left after {steps}</source>
        <translation>verlassen, {steps}</translation>
    </message>
    <message>
        <source>Block {block} is committed: {why}.</source>
        <translation>Block {block} ist festgeschrieben: {why}.</translation>
    </message>
    <message>
        <source>The next one begins from noise.</source>
        <translation>Der nächste beginnt aus Rauschen.</translation>
    </message>
    <message>
        <source>{prompt:,} prompt tokens, {reused:,} of them reused</source>
        <translation>{prompt:,} Tokens im Prompt, {reused:,} davon wiederverwendet</translation>
    </message>
    <message>
        <source>First text after {seconds:.2f} s</source>
        <translation>Erster Text nach {seconds:.2f} s</translation>
    </message>
    <message>
        <source>{tokens:,} tokens in {seconds:.1f} s, prompt included</source>
        <translation>{tokens:,} Tokens in {seconds:.1f} s, mit dem Prompt</translation>
    </message>
    <message>
        <source>First text after {seconds:.2f} s (median)</source>
        <translation>Erster Text nach {seconds:.2f} s (Median)</translation>
    </message>
    <message>
        <source>{rate:,.1f} tokens a second</source>
        <translation>{rate:,.1f} Tokens je Sekunde</translation>
    </message>
    <message>
        <source>{steps:,.1f} steps a block</source>
        <translation>{steps:,.1f} Schritte je Block</translation>
    </message>
    <message>
        <source>{tokens:,.1f} tokens a step</source>
        <translation>{tokens:,.1f} Tokens je Schritt</translation>
    </message>
    <message>
        <source>Seed {seed}</source>
        <translation>Seed {seed}</translation>
    </message>
    <message numerus="yes">
        <source>Written in %Ln goes</source>
        <translation>
            <numerusform>In %Ln Anlauf geschrieben</numerusform>
            <numerusform>In %Ln Anläufen geschrieben</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Without the oldest %Ln questions, for want of room</source>
        <translation>
            <numerusform>Ohne die %Ln älteste Frage, aus Platzmangel</numerusform>
            <numerusform>Ohne die %Ln ältesten Fragen, aus Platzmangel</numerusform>
        </translation>
    </message>
    <message>
        <source>This conversation: {answers}, {tokens:,} tokens, {steps:,} steps, {seconds:,.0f} s</source>
        <translation>Dieses Gespräch: {answers}, {tokens:,} Tokens, {steps:,} Schritte, {seconds:,.0f} s</translation>
    </message>
    <message numerus="yes">
        <source>%Ln answers</source>
        <translation>
            <numerusform>%Ln Antwort</numerusform>
            <numerusform>%Ln Antworten</numerusform>
        </translation>
    </message>
    <message>
        <source>{used:,} of {room:,} tokens ({part:.0%})</source>
        <translation>{used:,} von {room:,} Tokens ({part:.0%})</translation>
    </message>
    <message>
        <source>longer than this block</source>
        <translation>länger als dieser Block</translation>
    </message>
    <message numerus="yes">
        <source>%Ln tokens in this block</source>
        <translation>
            <numerusform>%Ln Token in diesem Block</numerusform>
            <numerusform>%Ln Tokens in diesem Block</numerusform>
        </translation>
    </message>
    <message>
        <source>probably about {count} tokens in this block, {low} to {high}</source>
        <translation>vermutlich etwa {count} Tokens in diesem Block, {low} bis {high}</translation>
    </message>
    <message>
        <source>Pinned</source>
        <translation>Angeheftet</translation>
    </message>
    <message>
        <source>Today</source>
        <translation>Heute</translation>
    </message>
    <message>
        <source>Yesterday</source>
        <translation>Gestern</translation>
    </message>
    <message>
        <source>Last 7 days</source>
        <translation>Letzte 7 Tage</translation>
    </message>
    <message>
        <source>Last 30 days</source>
        <translation>Letzte 30 Tage</translation>
    </message>
    <message>
        <source>Block</source>
        <translation>Block</translation>
    </message>
    <message>
        <source>Which block, counted from 1</source>
        <translation>Welcher Block, gezählt ab 1</translation>
    </message>
    <message>
        <source>Dewpoint replay</source>
        <translation>Dewpoint-Wiedergabe</translation>
    </message>
    <message>
        <source>How this answer condensed</source>
        <translation>Wie sich diese Antwort verdichtet hat</translation>
    </message>
    <message>
        <source>This page needs JavaScript to replay the answer.</source>
        <translation>Diese Seite braucht JavaScript, um die Antwort abzuspielen.</translation>
    </message>
    <message>
        <source>Play</source>
        <translation>Abspielen</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>Pause</translation>
    </message>
    <message>
        <source>One step back</source>
        <translation>Einen Schritt zurück</translation>
    </message>
    <message>
        <source>One step on</source>
        <translation>Einen Schritt weiter</translation>
    </message>
    <message>
        <source>Step</source>
        <translation>Schritt</translation>
    </message>
    <message>
        <source>Speed</source>
        <translation>Tempo</translation>
    </message>
    <message>
        <source>Slot</source>
        <translation>Platz</translation>
    </message>
    <message>
        <source>Keys: space plays, comma and full stop go a step, Home and End, left and right choose a slot.</source>
        <translation>Tasten: Leertaste spielt ab, Komma und Punkt gehen einen Schritt, Pos1 und Ende, links und rechts wählen einen Platz.</translation>
    </message>
    <message>
        <source>Which step of the block, counted from 1</source>
        <translation>Welcher Schritt des Blocks, gezählt ab 1</translation>
    </message>
    <message>
        <source>Temperature</source>
        <translation>Temperatur</translation>
    </message>
    <message>
        <source>What the logits were divided by</source>
        <translation>Wodurch die Logits geteilt wurden</translation>
    </message>
    <message>
        <source>Accepted</source>
        <translation>Angenommen</translation>
    </message>
    <message>
        <source>Slots whose draw was kept</source>
        <translation>Plätze, deren gezogenes Token behalten wurde</translation>
    </message>
    <message>
        <source>Given up</source>
        <translation>Aufgegeben</translation>
    </message>
    <message>
        <source>Slots the step before had kept and this one did not</source>
        <translation>Plätze, die der Schritt zuvor behalten hatte und dieser nicht</translation>
    </message>
    <message>
        <source>Spent</source>
        <translation>Verbraucht</translation>
    </message>
    <message>
        <source>Entropy the rule counted, in nats</source>
        <translation>Entropie, die die Regel gezählt hat, in Nat</translation>
    </message>
    <message>
        <source>Bound</source>
        <translation>Grenze</translation>
    </message>
    <message>
        <source>What it may sum to, in nats</source>
        <translation>Worauf sie sich summieren darf, in Nat</translation>
    </message>
    <message>
        <source>Mean entropy</source>
        <translation>Mittlere Entropie</translation>
    </message>
    <message>
        <source>Over all slots, in nats</source>
        <translation>Über alle Plätze, in Nat</translation>
    </message>
    <message>
        <source>Changed</source>
        <translation>Geändert</translation>
    </message>
    <message>
        <source>Drafts that are other ones than a step before</source>
        <translation>Entwürfe, die andere sind als einen Schritt zuvor</translation>
    </message>
    <message>
        <source>ms</source>
        <translation>ms</translation>
    </message>
    <message>
        <source>Wall time of the step</source>
        <translation>Dauer des Schritts</translation>
    </message>
    <message>
        <source>Words of the viewer</source>
        <translation>Wörter des Betrachters</translation>
    </message>
    <message>
        <source>A recording of the demo model. It was asked: {prompt}</source>
        <translation>Eine Aufzeichnung des Demomodells. Die Frage war: {prompt}</translation>
    </message>
    <message>
        <source>It begins as noise</source>
        <translation>Es beginnt als Rauschen</translation>
    </message>
    <message>
        <source>Every answer starts as a canvas of random tokens. This is what the model really sees. There is no empty page and no mask: most other pictures of it are a way of drawing.</source>
        <translation>Jede Antwort beginnt als Leinwand aus zufälligen Tokens. Das ist es, was das Modell wirklich sieht. Es gibt kein leeres Blatt und keine Maske: Die meisten anderen Bilder davon sind eine Art zu zeichnen.</translation>
    </message>
    <message>
        <source>It condenses everywhere at once</source>
        <translation>Es verdichtet sich überall zugleich</translation>
    </message>
    <message>
        <source>A step reads the whole canvas and makes all of it better. Words settle in the middle and at the end before the beginning is done. Press play, or drag along the strip below.</source>
        <translation>Ein Schritt liest die ganze Leinwand und verbessert alles daran. Wörter stehen in der Mitte und am Ende fest, bevor der Anfang fertig ist. Spiel es ab, oder zieh über den Streifen unten.</translation>
    </message>
    <message>
        <source>It tells how sure it is</source>
        <translation>Es sagt, wie sicher es ist</translation>
    </message>
    <message>
        <source>A cell is a slot. Dark is sure, light is unsure. The lightest slot is in focus: beside the grid, or in a narrow window under “Slot”, are the tokens that it might become. Sure does not mean true.</source>
        <translation>Eine Zelle ist ein Platz. Dunkel ist sicher, hell ist unsicher. Der hellste Platz ist ausgewählt: Neben dem Raster, in einem schmalen Fenster unter „Platz“, stehen die Tokens, die er werden könnte. Sicher heißt nicht wahr.</translation>
    </message>
    <message>
        <source>Nothing is final before the end. At this step slots that were kept are noise again, drawn with a dashed border. The one in focus tells its story beside the text.</source>
        <translation>Vor dem Ende ist nichts endgültig. In diesem Schritt sind Plätze, die behalten waren, wieder Rauschen, mit gestricheltem Rand. Die Geschichte des ausgewählten steht neben dem Text.</translation>
    </message>
    <message>
        <source>The line shows, slot by slot, how likely the text has ended there. After a single step the model has a good idea of the length, long before it knows all the words.</source>
        <translation>Die Linie zeigt Platz für Platz, wie wahrscheinlich der Text dort zu Ende ist. Nach einem einzigen Schritt kennt das Modell die Länge recht gut, lange bevor es alle Wörter kennt.</translation>
    </message>
    <message>
        <source>It changes its mind</source>
        <translation>Es überlegt es sich anders</translation>
    </message>
    <message>
        <source>It knows early where it ends</source>
        <translation>Es weiß früh, wo es endet</translation>
    </message>
    <message>
        <source>Tour</source>
        <translation>Führung</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>Zurück</translation>
    </message>
    <message>
        <source>For models that want their licence to be accepted first. It goes to huggingface.co alone, never to a mirror, and is forgotten when Dewpoint is closed.</source>
        <translation>Für Modelle, deren Lizenz man zuerst annehmen muss. Es geht nur an huggingface.co, nie an einen Spiegelserver, und wird vergessen, wenn Dewpoint geschlossen wird.</translation>
    </message>
    <message>
        <source>Connection</source>
        <translation>Verbindung</translation>
    </message>
    <message>
        <source>Access token</source>
        <translation>Zugangstoken</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>Close the connection settings</source>
        <translation>Einstellungen der Verbindung schließen</translation>
    </message>
    <message>
        <source>The recordings of the tour cannot be read. Get Dewpoint&apos;s files again.</source>
        <translation>Die Aufzeichnungen der Führung lassen sich nicht lesen. Besorge die Dateien von Dewpoint noch einmal.</translation>
    </message>
    <message>
        <source>One stop back</source>
        <translation>Eine Station zurück</translation>
    </message>
    <message>
        <source>One stop on</source>
        <translation>Eine Station weiter</translation>
    </message>
    <message>
        <source>Close the tour</source>
        <translation>Führung schließen</translation>
    </message>
    <message>
        <source>Tour: {place} of {count}</source>
        <translation>Führung: {place} von {count}</translation>
    </message>
    <message>
        <source>Answer to change</source>
        <translation>Antwort, die geändert wird</translation>
    </message>
    <message>
        <source>Renoise</source>
        <translation>Neu verrauschen</translation>
    </message>
    <message>
        <source>Find other words for the selected ones</source>
        <translation>Andere Wörter für die ausgewählten finden</translation>
    </message>
    <message>
        <source>Shorter</source>
        <translation>Kürzer</translation>
    </message>
    <message>
        <source>Find words that take fewer tokens</source>
        <translation>Wörter finden, die weniger Tokens brauchen</translation>
    </message>
    <message>
        <source>Longer</source>
        <translation>Länger</translation>
    </message>
    <message>
        <source>Find words that take more tokens</source>
        <translation>Wörter finden, die mehr Tokens brauchen</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>Fertig</translation>
    </message>
    <message>
        <source>Keep what is shown now</source>
        <translation>Behalten, was jetzt zu sehen ist</translation>
    </message>
    <message>
        <source>nothing</source>
        <translation>nichts</translation>
    </message>
    <message>
        <source>Say “{words}”, {tokens}</source>
        <translation>„{words}“ sagen, {tokens}</translation>
    </message>
    <message>
        <source>Select the words to change.</source>
        <translation>Markiere die Wörter, die sich ändern sollen.</translation>
    </message>
    <message>
        <source>Renoising these words; all others are held.</source>
        <translation>Verrauscht diese Wörter neu; alle anderen bleiben.</translation>
    </message>
    <message>
        <source>The part of the selection beyond this block stays as it is.</source>
        <translation>Was über diesen Block hinaus markiert ist, bleibt, wie es ist.</translation>
    </message>
    <message>
        <source>Choose the words. The first are those that stood there.</source>
        <translation>Wähle die Wörter. Die ersten sind die, die dort standen.</translation>
    </message>
    <message>
        <source>The model finds the same words again.</source>
        <translation>Das Modell findet wieder dieselben Wörter.</translation>
    </message>
    <message>
        <source>The first stood there, the others take fewer tokens. Read whether they fit what is held.</source>
        <translation>Die ersten standen dort, die anderen brauchen weniger Tokens. Lies, ob sie zu dem passen, was bleibt.</translation>
    </message>
    <message>
        <source>The first stood there, the others take more tokens. Read whether they fit what is held.</source>
        <translation>Die ersten standen dort, die anderen brauchen mehr Tokens. Lies, ob sie zu dem passen, was bleibt.</translation>
    </message>
    <message>
        <source>With fewer tokens the model finds nothing but repetitions of what is held.</source>
        <translation>Mit weniger Tokens findet das Modell nur Wiederholungen von dem, was bleibt.</translation>
    </message>
    <message>
        <source>With more tokens the model finds nothing but repetitions of what is held.</source>
        <translation>Mit mehr Tokens findet das Modell nur Wiederholungen von dem, was bleibt.</translation>
    </message>
    <message>
        <source>Next</source>
        <translation>Weiter</translation>
    </message>
    <message>
        <source>“{words}”</source>
        <translation>„{words}“</translation>
    </message>
    <message>
        <source>Watch an answer condense out of noise.</source>
        <translation>Sieh zu, wie sich eine Antwort aus Rauschen verdichtet.</translation>
    </message>
    <message>
        <source>What is a canvas?</source>
        <translation>What is a canvas?</translation>
    </message>
    <message>
        <source>What is 27 + 45?</source>
        <translation>What is 27 + 45?</translation>
    </message>
    <message>
        <source>Tell me a story about a fox named Mia.</source>
        <translation>Tell me a story about a fox named Mia.</translation>
    </message>
    <message>
        <source>New here? See in five stops how it works</source>
        <translation>Neu hier? In fünf Stationen sehen, wie es geht</translation>
    </message>
    <message>
        <source>Ask: {prompt}</source>
        <translation>Fragen: {prompt}</translation>
    </message>
    <message>
        <source>More</source>
        <translation>Mehr</translation>
    </message>
    <message>
        <source>Show the noise that the model sees</source>
        <translation>Das Rauschen zeigen, das das Modell sieht</translation>
    </message>
    <message>
        <source>System prompt of this conversation…</source>
        <translation>Systemprompt dieses Gesprächs …</translation>
    </message>
    <message>
        <source>Export all conversations…</source>
        <translation>Alle Gespräche exportieren …</translation>
    </message>
    <message>
        <source>Import conversations…</source>
        <translation>Gespräche importieren …</translation>
    </message>
    <message>
        <source>Open the data folder</source>
        <translation>Datenordner öffnen</translation>
    </message>
    <message>
        <source>Models…</source>
        <translation>Modelle …</translation>
    </message>
    <message>
        <source>Settings…</source>
        <translation>Einstellungen …</translation>
    </message>
    <message>
        <source>Take the tour</source>
        <translation>Zur Führung</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>Tasten</translation>
    </message>
    <message>
        <source>Report a problem…</source>
        <translation>Problem melden …</translation>
    </message>
    <message>
        <source>Page Down, Page Up: a step · Space: play · L: what is told · Esc: back</source>
        <translation>Bild ab, Bild auf: ein Schritt · Leertaste: abspielen · L: was erzählt wird · Esc: zurück</translation>
    </message>
    <message>
        <source>Masks are a way of drawing; the model works on random tokens.</source>
        <translation>Masken sind eine Art zu zeichnen; das Modell arbeitet mit zufälligen Tokens.</translation>
    </message>
    <message>
        <source>Replay</source>
        <translation>Wiedergabe</translation>
    </message>
    <message>
        <source>“{name}” is no longer there.</source>
        <translation>„{name}“ ist nicht mehr da.</translation>
    </message>
    <message>
        <source>Find out where it went, and attach it there.</source>
        <translation>Finde heraus, wo die Datei jetzt liegt, und hänge sie von dort an.</translation>
    </message>
    <message>
        <source>“{name}” cannot be read: {reason}.</source>
        <translation>„{name}“ lässt sich nicht lesen: {reason}.</translation>
    </message>
    <message>
        <source>Check that you may open it.</source>
        <translation>Prüfe, ob du die Datei öffnen darfst.</translation>
    </message>
    <message>
        <source>“{name}” is not a file.</source>
        <translation>„{name}“ ist keine Datei.</translation>
    </message>
    <message>
        <source>Attach the files in it one by one.</source>
        <translation>Hänge die Dateien darin einzeln an.</translation>
    </message>
    <message>
        <source>“{name}” is empty.</source>
        <translation>„{name}“ ist leer.</translation>
    </message>
    <message>
        <source>Attach a file that holds something.</source>
        <translation>Hänge eine Datei an, in der etwas steht.</translation>
    </message>
    <message>
        <source>“{name}” is too large: {size:.1f} MB, where {limit:.0f} MB can be attached.</source>
        <translation>„{name}“ ist zu groß: {size:.1f} MB, angehängt werden können {limit:.0f} MB.</translation>
    </message>
    <message>
        <source>Attach the part that matters.</source>
        <translation>Hänge den Teil an, auf den es ankommt.</translation>
    </message>
    <message>
        <source>“{name}” holds more than {limit:,} characters, which is more than can be attached.</source>
        <translation>„{name}“ enthält mehr als {limit:,} Zeichen, und das ist mehr, als angehängt werden kann.</translation>
    </message>
    <message>
        <source>Attach the pages that matter.</source>
        <translation>Hänge die Seiten an, auf die es ankommt.</translation>
    </message>
    <message>
        <source>“{name}” is not a text, a PDF or an image.</source>
        <translation>„{name}“ ist weder Text noch PDF noch Bild.</translation>
    </message>
    <message>
        <source>Save it as one of these, and attach that.</source>
        <translation>Speichere die Datei als eines davon und hänge das an.</translation>
    </message>
    <message>
        <source>“{name}” is protected with a password.</source>
        <translation>„{name}“ ist mit einem Passwort geschützt.</translation>
    </message>
    <message>
        <source>Save a copy without protection, and attach that.</source>
        <translation>Speichere eine Kopie ohne Schutz und hänge sie an.</translation>
    </message>
    <message>
        <source>“{name}” holds pictures of pages and no text.</source>
        <translation>„{name}“ enthält Bilder von Seiten und keinen Text.</translation>
    </message>
    <message>
        <source>Have its text recognized first, then attach that.</source>
        <translation>Lass zuerst den Text erkennen und hänge dann das Ergebnis an.</translation>
    </message>
    <message>
        <source>“{name}” is damaged.</source>
        <translation>„{name}“ ist beschädigt.</translation>
    </message>
    <message>
        <source>Get the file again, or save it anew.</source>
        <translation>Besorge die Datei noch einmal oder speichere sie neu.</translation>
    </message>
    <message>
        <source>“{name}” is an image, and the loaded model cannot see images.</source>
        <translation>„{name}“ ist ein Bild, und das geladene Modell kann keine Bilder sehen.</translation>
    </message>
    <message>
        <source>Use the full model for images.</source>
        <translation>Nimm für Bilder das volle Modell.</translation>
    </message>
    <message>
        <source>{lacking} of {pages} pages hold no text</source>
        <translation>{lacking} von {pages} Seiten enthalten keinen Text</translation>
    </message>
    <message>
        <source>file</source>
        <translation>Datei</translation>
    </message>
    <message>
        <source>the system says no more</source>
        <translation>mehr sagt das System nicht</translation>
    </message>
    <message>
        <source>read as {encoding}</source>
        <translation>gelesen als {encoding}</translation>
    </message>
    <message numerus="yes">
        <source>%Ln characters could not be read</source>
        <translation>
            <numerusform>%Ln Zeichen war nicht lesbar</numerusform>
            <numerusform>%Ln Zeichen waren nicht lesbar</numerusform>
        </translation>
    </message>
    <message>
        <source>The file of your conversations is not ready yet.</source>
        <translation>Die Datei deiner Gespräche ist noch nicht bereit.</translation>
    </message>
    <message>
        <source>Wait a few seconds.</source>
        <translation>Warte ein paar Sekunden.</translation>
    </message>
    <message>
        <source>The file of your conversations is damaged: {path}</source>
        <translation>Die Datei deiner Gespräche ist beschädigt: {path}</translation>
    </message>
    <message>
        <source>A newer version of Dewpoint wrote the file of your conversations.</source>
        <translation>Eine neuere Version von Dewpoint hat die Datei deiner Gespräche geschrieben.</translation>
    </message>
    <message>
        <source>It stays as it is, and nothing is saved here. Install the newer version, or move {path} away.</source>
        <translation>Sie bleibt, wie sie ist, und hier wird nichts gespeichert. Installiere die neuere Version oder verschiebe {path} an einen anderen Ort.</translation>
    </message>
    <message>
        <source>Another program holds the file of your conversations.</source>
        <translation>Ein anderes Programm hält die Datei deiner Gespräche fest.</translation>
    </message>
    <message>
        <source>Nothing is lost while this window is open. Close what uses {path}. Then try again.</source>
        <translation>Solange dieses Fenster offen ist, geht nichts verloren. Schließe, was {path} benutzt. Versuche es dann noch einmal.</translation>
    </message>
    <message>
        <source>The disk is full, so your conversations cannot be saved.</source>
        <translation>Der Datenträger ist voll, deshalb können deine Gespräche nicht gespeichert werden.</translation>
    </message>
    <message>
        <source>Nothing is lost while this window is open. Make room on the disk of {folder}. Then try again.</source>
        <translation>Solange dieses Fenster offen ist, geht nichts verloren. Schaffe Platz auf dem Datenträger von {folder}. Versuche es dann noch einmal.</translation>
    </message>
    <message>
        <source>Your conversations cannot be saved.</source>
        <translation>Deine Gespräche können nicht gespeichert werden.</translation>
    </message>
    <message>
        <source>Nothing is lost while this window is open. Check that {path} can be written. Then try again.</source>
        <translation>Solange dieses Fenster offen ist, geht nichts verloren. Prüfe, ob {path} beschrieben werden kann. Versuche es dann noch einmal.</translation>
    </message>
    <message>
        <source>Something of your conversations was not saved ({error}).</source>
        <translation>Etwas von deinen Gesprächen wurde nicht gespeichert ({error}).</translation>
    </message>
    <message>
        <source>“Report a problem…” in the menu gathers what helps to find out why.</source>
        <translation>„Problem melden …“ im Menü sammelt, was bei der Suche nach dem Grund hilft.</translation>
    </message>
    <message>
        <source>Conversations</source>
        <translation>Gespräche</translation>
    </message>
    <message>
        <source>it is not JSON</source>
        <translation>sie ist kein JSON</translation>
    </message>
    <message>
        <source>it holds something else</source>
        <translation>sie enthält etwas anderes</translation>
    </message>
    <message>
        <source>A newer version of Dewpoint wrote this file.</source>
        <translation>Eine neuere Version von Dewpoint hat diese Datei geschrieben.</translation>
    </message>
    <message>
        <source>Install the newer version.</source>
        <translation>Installiere die neuere Version.</translation>
    </message>
    <message>
        <source>something in it cannot be read ({error})</source>
        <translation>etwas darin lässt sich nicht lesen ({error})</translation>
    </message>
    <message>
        <source>Thought</source>
        <translation>Gedanke</translation>
    </message>
    <message>
        <source>Attached: {names}</source>
        <translation>Angehängt: {names}</translation>
    </message>
    <message>
        <source>You</source>
        <translation>Du</translation>
    </message>
    <message>
        <source>This file cannot be imported: {why}.</source>
        <translation>Diese Datei kann nicht importiert werden: {why}.</translation>
    </message>
    <message>
        <source>Choose a JSON file that Dewpoint has exported.</source>
        <translation>Wähle eine JSON-Datei, die Dewpoint exportiert hat.</translation>
    </message>
    <message>
        <source>Recovered conversation</source>
        <translation>Gerettetes Gespräch</translation>
    </message>
    <message>
        <source>The file of your conversations was deleted while this window was open.</source>
        <translation>Die Datei mit deinen Gesprächen wurde gelöscht, während dieses Fenster offen war.</translation>
    </message>
    <message>
        <source>It was written anew, with all of them: {path}</source>
        <translation>Sie wurde neu geschrieben, mit allen darin: {path}</translation>
    </message>
    <message>
        <source>The file of your conversations was damaged.</source>
        <translation>Die Datei deiner Gespräche war beschädigt.</translation>
    </message>
    <message numerus="yes">
        <source>%Ln conversations could be read and are in a new file, as far as they could. The old one was set aside as {name} in {folder}.</source>
        <translation>
            <numerusform>%Ln Gespräch war lesbar und steht, soweit es ging, in einer neuen Datei. Die alte liegt als {name} in {folder}.</numerusform>
            <numerusform>%Ln Gespräche waren lesbar und stehen, soweit es ging, in einer neuen Datei. Die alte liegt als {name} in {folder}.</numerusform>
        </translation>
    </message>
    <message>
        <source>The file could not be written ({reason}).</source>
        <translation>Die Datei konnte nicht geschrieben werden ({reason}).</translation>
    </message>
    <message>
        <source>Choose another place.</source>
        <translation>Wähle einen anderen Ort.</translation>
    </message>
    <message>
        <source>The file could not be read ({error}).</source>
        <translation>Die Datei konnte nicht gelesen werden ({error}).</translation>
    </message>
    <message>
        <source>Choose another file.</source>
        <translation>Wähle eine andere Datei.</translation>
    </message>
    <message>
        <source>No recording of this answer is kept.</source>
        <translation>Von dieser Antwort gibt es keine Aufzeichnung.</translation>
    </message>
    <message>
        <source>Only a part of this answer was recorded.</source>
        <translation>Von dieser Antwort wurde nur ein Teil aufgezeichnet.</translation>
    </message>
    <message>
        <source>Pasted image.png</source>
        <translation>Eingefügtes Bild.png</translation>
    </message>
    <message>
        <source>Pasted text.txt</source>
        <translation>Eingefügter Text.txt</translation>
    </message>
    <message>
        <source>A picture cannot be pasted: the loaded model cannot see images.</source>
        <translation>Ein Bild lässt sich nicht einfügen: Das geladene Modell kann keine Bilder sehen.</translation>
    </message>
    <message>
        <source>“{name}” is not attached: {most} files go with one message at most.</source>
        <translation>„{name}“ ist nicht angehängt: Zu einer Nachricht gehören höchstens {most} Dateien.</translation>
    </message>
    <message>
        <source>what the model sees</source>
        <translation>was das Modell sieht</translation>
    </message>
    <message>
        <source>what it believes</source>
        <translation>was es glaubt</translation>
    </message>
    <message>
        <source>blended</source>
        <translation>beides gemischt</translation>
    </message>
    <message>
        <source>How unsure</source>
        <translation>Wie unsicher</translation>
    </message>
    <message>
        <source>First accepted</source>
        <translation>Zuerst angenommen</translation>
    </message>
    <message>
        <source>Settled</source>
        <translation>Steht fest</translation>
    </message>
    <message>
        <source>sure</source>
        <translation>sicher</translation>
    </message>
    <message>
        <source>unsure</source>
        <translation>unsicher</translation>
    </message>
    <message>
        <source>early</source>
        <translation>früh</translation>
    </message>
    <message>
        <source>late</source>
        <translation>spät</translation>
    </message>
    <message>
        <source>New conversation</source>
        <translation>Neues Gespräch</translation>
    </message>
    <message>
        <source>The work ended unexpectedly.</source>
        <translation>Die Arbeit endete unerwartet.</translation>
    </message>
    <message>
        <source>Try again: it goes on from there.</source>
        <translation>Versuche es noch einmal: Es geht von dort aus weiter.</translation>
    </message>
    <message>
        <source>Deleted “{title}”</source>
        <translation>Gelöscht: „{title}“</translation>
    </message>
    <message>
        <source>Deleted the message</source>
        <translation>Nachricht gelöscht</translation>
    </message>
    <message>
        <source>Deleted the messages</source>
        <translation>Nachrichten gelöscht</translation>
    </message>
    <message>
        <source>{title} (copy)</source>
        <translation>{title} (Kopie)</translation>
    </message>
    <message>
        <source>{title} (fork)</source>
        <translation>{title} (Abzweigung)</translation>
    </message>
    <message>
        <source>Saved {name}</source>
        <translation>{name} gespeichert</translation>
    </message>
    <message numerus="yes">
        <source>Imported %Ln conversations</source>
        <translation>
            <numerusform>%Ln Gespräch importiert</numerusform>
            <numerusform>%Ln Gespräche importiert</numerusform>
        </translation>
    </message>
    <message>
        <source>Fast</source>
        <translation>Schnell</translation>
    </message>
    <message>
        <source>Balanced</source>
        <translation>Ausgewogen</translation>
    </message>
    <message>
        <source>Best</source>
        <translation>Gründlich</translation>
    </message>
    <message>
        <source>Own values</source>
        <translation>Eigene Werte</translation>
    </message>
    <message>
        <source>Give the preset a name.</source>
        <translation>Gib der Voreinstellung einen Namen.</translation>
    </message>
    <message>
        <source>“{name}” is built in. Choose another name.</source>
        <translation>„{name}“ ist eingebaut. Wähle einen anderen Namen.</translation>
    </message>
    <message>
        <source>There is a preset “{name}” already. Choose another name.</source>
        <translation>Es gibt schon eine Voreinstellung „{name}“. Wähle einen anderen Namen.</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Noch einmal versuchen</translation>
    </message>
    <message>
        <source>Choose a folder…</source>
        <translation>Ordner wählen …</translation>
    </message>
    <message>
        <source>Choose another folder…</source>
        <translation>Anderen Ordner wählen …</translation>
    </message>
    <message>
        <source>Connection…</source>
        <translation>Verbindung …</translation>
    </message>
    <message>
        <source>Repair</source>
        <translation>Reparieren</translation>
    </message>
    <message>
        <source>Look again</source>
        <translation>Noch einmal nachsehen</translation>
    </message>
    <message>
        <source>The oldest question with the answer will not be sent: {until}.</source>
        <translation>Die älteste Frage mit der Antwort wird nicht gesendet: {until}.</translation>
    </message>
    <message numerus="yes">
        <source>The oldest %Ln questions with the answers will not be sent: {until}.</source>
        <translation>
            <numerusform>Die %Ln älteste Frage mit der Antwort wird nicht gesendet: {until}.</numerusform>
            <numerusform>Die ältesten %Ln Fragen mit den Antworten werden nicht gesendet: {until}.</numerusform>
        </translation>
    </message>
    <message>
        <source>This conversation is longer than the model can hold.</source>
        <translation>Dieses Gespräch ist länger, als das Modell fassen kann.</translation>
    </message>
    <message>
        <source>Here nothing is deleted.</source>
        <translation>Hier wird nichts gelöscht.</translation>
    </message>
    <message>
        <source>None of the earlier questions and answers will be sent.</source>
        <translation>Keine der früheren Fragen und Antworten wird gesendet.</translation>
    </message>
    <message>
        <source>dd MMMM, HH:mm</source>
        <translation>d. MMMM, HH:mm</translation>
    </message>
    <message>
        <source>all before “{question}” ({when})</source>
        <translation>alles vor „{question}“ ({when})</translation>
    </message>
    <message>
        <source>No model</source>
        <translation>Kein Modell</translation>
    </message>
    <message>
        <source>Loading the model</source>
        <translation>Lädt das Modell</translation>
    </message>
    <message>
        <source>Preparing the model</source>
        <translation>Bereitet das Modell vor</translation>
    </message>
    <message>
        <source>Loading the model, {done} of {total}</source>
        <translation>Lädt das Modell, {done} von {total}</translation>
    </message>
    <message>
        <source>Look</source>
        <translation>Aussehen</translation>
    </message>
    <message>
        <source>Theme</source>
        <translation>Farben</translation>
    </message>
    <message>
        <source>The colours of the window.</source>
        <translation>Die Farben des Fensters.</translation>
    </message>
    <message>
        <source>As the system</source>
        <translation>Wie das System</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>Hell</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>Dunkel</translation>
    </message>
    <message>
        <source>High contrast</source>
        <translation>Hoher Kontrast</translation>
    </message>
    <message>
        <source>Zoom</source>
        <translation>Zoom</translation>
    </message>
    <message>
        <source>The size of everything in the window. Also Ctrl with plus, minus, 0 and the wheel.</source>
        <translation>Die Größe von allem im Fenster. Auch Strg mit Plus, Minus, 0 und dem Mausrad.</translation>
    </message>
    <message>
        <source>Text font</source>
        <translation>Schrift für Text</translation>
    </message>
    <message>
        <source>What conversations and the window are written in.</source>
        <translation>Worin Gespräche und das Fenster geschrieben sind.</translation>
    </message>
    <message>
        <source>Code font</source>
        <translation>Schrift für Code</translation>
    </message>
    <message>
        <source>For code; all its characters are of one width.</source>
        <translation>Für Code; alle ihre Zeichen sind gleich breit.</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>Sprache</translation>
    </message>
    <message>
        <source>What the window is written in. Takes effect at the next start.</source>
        <translation>Worin das Fenster geschrieben ist. Gilt ab dem nächsten Start.</translation>
    </message>
    <message>
        <source>Motion</source>
        <translation>Bewegung</translation>
    </message>
    <message>
        <source>Reduced: nothing fades or flickers, and a line of text stands for the canvas.</source>
        <translation>Reduziert: Nichts wird ein- oder ausgeblendet, nichts flackert, und eine Zeile Text steht für die Leinwand.</translation>
    </message>
    <message>
        <source>Full</source>
        <translation>Voll</translation>
    </message>
    <message>
        <source>Reduced</source>
        <translation>Reduziert</translation>
    </message>
    <message>
        <source>Random tokens</source>
        <translation>Zufällige Tokens</translation>
    </message>
    <message>
        <source>The noise that the model sees may be in any language, and rude. Syllables are a substitute; the recording keeps the true tokens.</source>
        <translation>Das Rauschen, das das Modell sieht, kann in jeder Sprache sein, auch derb. Silben sind ein Ersatz; die Aufzeichnung behält die wahren Tokens.</translation>
    </message>
    <message>
        <source>As they are</source>
        <translation>Wie sie sind</translation>
    </message>
    <message>
        <source>As syllables</source>
        <translation>Als Silben</translation>
    </message>
    <message>
        <source>Writing</source>
        <translation>Schreiben</translation>
    </message>
    <message>
        <source>Send with</source>
        <translation>Senden mit</translation>
    </message>
    <message>
        <source>The other one of the two begins a new line, as Shift+Enter always does.</source>
        <translation>Die andere der beiden beginnt eine neue Zeile, wie es Umschalt+Eingabe immer tut.</translation>
    </message>
    <message>
        <source>Enter</source>
        <translation>Eingabe</translation>
    </message>
    <message>
        <source>Ctrl+Enter</source>
        <translation>Strg+Eingabe</translation>
    </message>
    <message>
        <source>New conversations</source>
        <translation>Neue Gespräche</translation>
    </message>
    <message>
        <source>Preset</source>
        <translation>Voreinstellung</translation>
    </message>
    <message>
        <source>How many denoising steps a block may take. A conversation keeps what was chosen in it.</source>
        <translation>Wie viele Schritte zum Entrauschen ein Block haben darf. Ein Gespräch behält, was in ihm gewählt wurde.</translation>
    </message>
    <message>
        <source>Fast: at most 16</source>
        <translation>Schnell: höchstens 16</translation>
    </message>
    <message>
        <source>Balanced: at most 24</source>
        <translation>Ausgewogen: höchstens 24</translation>
    </message>
    <message>
        <source>Best: at most 48</source>
        <translation>Gründlich: höchstens 48</translation>
    </message>
    <message>
        <source>Think first</source>
        <translation>Nachdenken</translation>
    </message>
    <message>
        <source>The model writes a thought before it answers.</source>
        <translation>Das Modell schreibt einen Gedanken, bevor es antwortet.</translation>
    </message>
    <message>
        <source>Longest answer</source>
        <translation>Längste Antwort</translation>
    </message>
    <message>
        <source>Room for an answer with its thought; rounded up to whole blocks.</source>
        <translation>Platz für eine Antwort mit ihrem Gedanken; auf ganze Blöcke aufgerundet.</translation>
    </message>
    <message>
        <source> tokens</source>
        <translation> Tokens</translation>
    </message>
    <message>
        <source>System prompt</source>
        <translation>Systemprompt</translation>
    </message>
    <message>
        <source>What the model is told before a new conversation begins. Empty for nothing.</source>
        <translation>Was dem Modell gesagt wird, bevor ein neues Gespräch beginnt. Leer für nichts.</translation>
    </message>
    <message>
        <source>Tell when an answer is done</source>
        <translation>Melden, wenn eine Antwort fertig ist</translation>
    </message>
    <message>
        <source>A message of the system when a long answer ends while you look elsewhere.</source>
        <translation>Eine Meldung des Systems, wenn eine lange Antwort endet, während du woanders hinsiehst.</translation>
    </message>
    <message>
        <source>Recordings</source>
        <translation>Aufzeichnungen</translation>
    </message>
    <message>
        <source>Keep the newest</source>
        <translation>Die neuesten behalten</translation>
    </message>
    <message>
        <source>How many answers can be seen step by step later. Older recordings go with the next answer or at the next start, but for those you always keep; their answers stay.</source>
        <translation>Wie viele Antworten man später Schritt für Schritt ansehen kann. Ältere Aufzeichnungen gehen mit der nächsten Antwort oder beim nächsten Start, außer denen, die du immer behältst; ihre Antworten bleiben.</translation>
    </message>
    <message>
        <source>Models</source>
        <translation>Modelle</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>Modell</translation>
    </message>
    <message>
        <source>What is loaded at the start: demo, or the folder of a model.</source>
        <translation>Was beim Start geladen wird: demo oder der Ordner eines Modells.</translation>
    </message>
    <message>
        <source>Folder for models</source>
        <translation>Ordner für Modelle</translation>
    </message>
    <message>
        <source>Where downloads go; it stays while one runs. Empty for Dewpoint&apos;s own folder.</source>
        <translation>Wohin Downloads kommen; er bleibt, solange einer läuft. Leer für Dewpoints eigenen Ordner.</translation>
    </message>
    <message>
        <source>Download address</source>
        <translation>Adresse für Downloads</translation>
    </message>
    <message>
        <source>A mirror of the Hugging Face Hub, beginning with https://. Empty for the Hub itself.</source>
        <translation>Ein Spiegelserver des Hugging Face Hub, beginnend mit https://. Leer für den Hub selbst.</translation>
    </message>
    <message>
        <source>Proxy</source>
        <translation>Proxy</translation>
    </message>
    <message>
        <source>For downloads, such as http://proxy:8080. Empty for the system&apos;s own.</source>
        <translation>Für Downloads, etwa http://proxy:8080. Leer für den des Systems.</translation>
    </message>
    <message>
        <source>Speed limit</source>
        <translation>Höchsttempo</translation>
    </message>
    <message>
        <source>For downloads, so that others on the line have room too.</source>
        <translation>Für Downloads, damit auch andere auf der Leitung Platz haben.</translation>
    </message>
    <message>
        <source> kB per second</source>
        <translation> kB je Sekunde</translation>
    </message>
    <message>
        <source>None</source>
        <translation>Keins</translation>
    </message>
    <message>
        <source>Show the setup at the start</source>
        <translation>Beim Start die Einrichtung zeigen</translation>
    </message>
    <message>
        <source>The page that fetches the full model; it is also in the menu.</source>
        <translation>Die Seite, die das volle Modell holt; sie steht auch im Menü.</translation>
    </message>
    <message>
        <source>answer</source>
        <translation>Antwort</translation>
    </message>
    <message>
        <source>Continue</source>
        <translation>Weiterschreiben</translation>
    </message>
    <message>
        <source>Write on where the answer stopped</source>
        <translation>Dort weiterschreiben, wo die Antwort aufgehört hat</translation>
    </message>
    <message>
        <source>Answer without thinking</source>
        <translation>Ohne Nachdenken antworten</translation>
    </message>
    <message>
        <source>Another answer, without a thought before it</source>
        <translation>Eine andere Antwort, ohne einen Gedanken davor</translation>
    </message>
    <message>
        <source>Another answer</source>
        <translation>Eine andere Antwort</translation>
    </message>
    <message>
        <source>Copy the answer</source>
        <translation>Antwort kopieren</translation>
    </message>
    <message>
        <source>More for this answer</source>
        <translation>Mehr zu dieser Antwort</translation>
    </message>
    <message>
        <source>Same answer again (seed {seed})</source>
        <translation>Dieselbe Antwort noch einmal (Seed {seed})</translation>
    </message>
    <message>
        <source>Copy as plain text</source>
        <translation>Als reinen Text kopieren</translation>
    </message>
    <message>
        <source>Copy as Markdown</source>
        <translation>Als Markdown kopieren</translation>
    </message>
    <message>
        <source>Always keep the recording</source>
        <translation>Aufzeichnung immer behalten</translation>
    </message>
    <message>
        <source>Fork: a new conversation up to here</source>
        <translation>Abzweigen: ein neues Gespräch bis hierher</translation>
    </message>
    <message>
        <source>Delete from here</source>
        <translation>Ab hier löschen</translation>
    </message>
    <message>
        <source>Figures</source>
        <translation>Zahlen</translation>
    </message>
    <message>
        <source>Answer</source>
        <translation>Antwort</translation>
    </message>
    <message>
        <source>Take back</source>
        <translation>Zurücknehmen</translation>
    </message>
    <message>
        <source>Take this message back</source>
        <translation>Diese Nachricht zurücknehmen</translation>
    </message>
    <message>
        <source>Find other words for a part of the answer</source>
        <translation>Andere Wörter für einen Teil der Antwort finden</translation>
    </message>
    <message>
        <source>See how it was made</source>
        <translation>Ansehen, wie sie entstanden ist</translation>
    </message>
    <message>
        <source>Pin or forbid</source>
        <translation>Festhalten oder verbieten</translation>
    </message>
    <message>
        <source>See the slots, and pin them or forbid a token</source>
        <translation>Die Plätze ansehen und sie festhalten oder ein Token verbieten</translation>
    </message>
    <message>
        <source>Edit the message</source>
        <translation>Nachricht bearbeiten</translation>
    </message>
    <message>
        <source>End of the answer.</source>
        <translation>Ende der Antwort.</translation>
    </message>
    <message>
        <source>Text of {name}</source>
        <translation>Text von {name}</translation>
    </message>
    <message>
        <source>Image {name}</source>
        <translation>Bild {name}</translation>
    </message>
    <message>
        <source>This image cannot be shown here.</source>
        <translation>Dieses Bild lässt sich hier nicht zeigen.</translation>
    </message>
    <message>
        <source>Reading</source>
        <translation>Wird gelesen</translation>
    </message>
    <message>
        <source>Text</source>
        <translation>Text</translation>
    </message>
    <message>
        <source>PDF</source>
        <translation>PDF</translation>
    </message>
    <message>
        <source>Image</source>
        <translation>Bild</translation>
    </message>
    <message>
        <source>{name}, {told}. Delete takes it away.</source>
        <translation>{name}, {told}. Entf nimmt es weg.</translation>
    </message>
    <message>
        <source>Take “{name}” away</source>
        <translation>„{name}“ wegnehmen</translation>
    </message>
    <message>
        <source>Attached: {name}, {told}</source>
        <translation>Angehängt: {name}, {told}</translation>
    </message>
    <message>
        <source>Copy the code</source>
        <translation>Code kopieren</translation>
    </message>
    <message>
        <source>code</source>
        <translation>Code</translation>
    </message>
    <message>
        <source>Code, {language}</source>
        <translation>Code, {language}</translation>
    </message>
    <message>
        <source>Code</source>
        <translation>Code</translation>
    </message>
    <message>
        <source>This answer</source>
        <translation>Diese Antwort</translation>
    </message>
    <message>
        <source>What stands side by side</source>
        <translation>Was nebeneinander steht</translation>
    </message>
    <message>
        <source>To compare this answer, choose “Another answer” below it, or open a recording from a file.</source>
        <translation>Um diese Antwort zu vergleichen, wähle darunter „Eine andere Antwort“, oder öffne eine Aufzeichnung aus einer Datei.</translation>
    </message>
    <message>
        <source>Versions of an answer can be compared. This recording is not part of a conversation here.</source>
        <translation>Vergleichen lassen sich Fassungen einer Antwort. Diese Aufzeichnung gehört zu keinem Gespräch hier.</translation>
    </message>
    <message>
        <source>The recording to compare with</source>
        <translation>Die Aufzeichnung zum Vergleichen</translation>
    </message>
    <message>
        <source>In the end, {count} of {tokens} tokens on this side are not on the other.</source>
        <translation>Am Ende fehlen drüben {count} von {tokens} Tokens, die hier stehen.</translation>
    </message>
    <message>
        <source>At the end of a block wavy lines mark what differs.</source>
        <translation>Am Ende eines Blocks zeigen Wellenlinien, was sich unterscheidet.</translation>
    </message>
    <message>
        <source>Both end with the same tokens.</source>
        <translation>Beide enden mit denselben Tokens.</translation>
    </message>
    <message>
        <source>Attach files</source>
        <translation>Dateien anhängen</translation>
    </message>
    <message>
        <source>The model writes a thought before it answers</source>
        <translation>Das Modell schreibt einen Gedanken, bevor es antwortet</translation>
    </message>
    <message>
        <source>Slow motion</source>
        <translation>Zeitlupe</translation>
    </message>
    <message>
        <source>Make answers step by step; slots can be pinned</source>
        <translation>Antworten Schritt für Schritt entstehen lassen; Plätze lassen sich festhalten</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Anhalten</translation>
    </message>
    <message>
        <source>Esc</source>
        <translation>Esc</translation>
    </message>
    <message>
        <source>Send</source>
        <translation>Senden</translation>
    </message>
    <message>
        <source>Editing an earlier message. Both versions are kept.</source>
        <translation>Du änderst eine frühere Nachricht. Beide Fassungen bleiben.</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Leave the message as it is</source>
        <translation>Die Nachricht lassen, wie sie ist</translation>
    </message>
    <message>
        <source>Send once the files are read</source>
        <translation>Senden, sobald die Dateien gelesen sind</translation>
    </message>
    <message>
        <source>Send when the answer is done</source>
        <translation>Senden, wenn die Antwort fertig ist</translation>
    </message>
    <message>
        <source>{name}, being made</source>
        <translation>{name}, entsteht gerade</translation>
    </message>
    <message>
        <source>While you download or repair a model, or move one that turns out damaged</source>
        <translation>Während du ein Modell herunterlädst oder reparierst, oder eines verschiebst, das sich als beschädigt erweist</translation>
    </message>
    <message>
        <source>To {hub}, or to the mirror that you set, and to the file servers that it sends on to: which files the model has, and the files. Sent along: the names of these files and the word “Dewpoint”. An access token goes to {hub} alone, and only if you gave one.</source>
        <translation>Zu {hub}, oder zu dem Spiegelserver, den du eingestellt hast, und zu den Dateiservern, an die er weiterleitet: welche Dateien das Modell hat, und die Dateien. Mitgeschickt werden die Namen dieser Dateien und das Wort „Dewpoint“. Ein Zugangstoken geht nur an {hub}, und nur, wenn du eines angegeben hast.</translation>
    </message>
    <message>
        <source>At any other time</source>
        <translation>Zu jeder anderen Zeit</translation>
    </message>
    <message>
        <source>None. Loading, chatting, searching and exporting open no connection. There is no telemetry, no account and no check for updates.</source>
        <translation>Keine. Laden, Chatten, Suchen und Exportieren öffnen keine Verbindung. Es gibt keine Telemetrie, kein Konto und keine Suche nach Updates.</translation>
    </message>
    <message>
        <source>Outside this window</source>
        <translation>Außerhalb dieses Fensters</translation>
    </message>
    <message>
        <source>packaging/launch.py, which sets Dewpoint up, fetches Python packages, and torch from download.pytorch.org. A second start of Dewpoint calls the open window, within this PC. What you open in a browser goes its own ways.</source>
        <translation>packaging/launch.py, das Dewpoint einrichtet, holt Python-Pakete, und torch von download.pytorch.org. Ein zweiter Start von Dewpoint ruft das offene Fenster, innerhalb dieses PCs. Was du im Browser öffnest, geht eigene Wege.</translation>
    </message>
    <message>
        <source>Connections</source>
        <translation>Verbindungen</translation>
    </message>
    <message>
        <source>Probability by position</source>
        <translation>Wahrscheinlichkeit je Stelle</translation>
    </message>
    <message>
        <source>Line: end of text, {length}</source>
        <translation>Linie: Textende, {length}</translation>
    </message>
    <message>
        <source>Dots: {word}, the token in focus</source>
        <translation>Punkte: {word}, das ausgewählte Token</translation>
    </message>
    <message>
        <source>Noise says nothing yet. Go on a step.</source>
        <translation>Rauschen sagt noch nichts. Geh einen Schritt weiter.</translation>
    </message>
    <message>
        <source>{share:.0%}</source>
        <translation>{share:.0%}</translation>
    </message>
    <message>
        <source>slot {slot}</source>
        <translation>Platz {slot}</translation>
    </message>
    <message>
        <source>{size} to fetch, once. Licence: {licence}.</source>
        <translation>{size} herunterzuladen, einmalig. Lizenz: {licence}.</translation>
    </message>
    <message>
        <source>It does not run on this PC as it is now.</source>
        <translation>So, wie dieser PC jetzt ist, läuft es auf ihm nicht.</translation>
    </message>
    <message>
        <source>Change…</source>
        <translation>Ändern …</translation>
    </message>
    <message>
        <source>Choose another folder</source>
        <translation>Anderen Ordner wählen</translation>
    </message>
    <message>
        <source>I already have the files…</source>
        <translation>Ich habe die Dateien schon …</translation>
    </message>
    <message>
        <source>Use files from a folder</source>
        <translation>Dateien aus einem Ordner verwenden</translation>
    </message>
    <message>
        <source>Delete what has arrived…</source>
        <translation>Unfertigen Download löschen …</translation>
    </message>
    <message>
        <source>Delete the partial download</source>
        <translation>Unvollständigen Download löschen</translation>
    </message>
    <message>
        <source>Address, proxy, speed and token</source>
        <translation>Adresse, Proxy, Tempo und Token</translation>
    </message>
    <message>
        <source>Download</source>
        <translation>Download</translation>
    </message>
    <message>
        <source>Use this model</source>
        <translation>Dieses Modell verwenden</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>Fortsetzen</translation>
    </message>
    <message>
        <source>Download {size}</source>
        <translation>{size} herunterladen</translation>
    </message>
    <message>
        <source>Complete and verified, {size}.</source>
        <translation>Vollständig und geprüft, {size}.</translation>
    </message>
    <message>
        <source>No usable answer, next try in {seconds} s.</source>
        <translation>Keine brauchbare Antwort, nächster Versuch in {seconds} s.</translation>
    </message>
    <message>
        <source>Asking what there is to fetch.</source>
        <translation>Fragt, was herunterzuladen ist.</translation>
    </message>
    <message>
        <source>{done} of {total} are here already.</source>
        <translation>{done} von {total} sind schon da.</translation>
    </message>
    <message>
        <source>{done} of {total}</source>
        <translation>{done} von {total}</translation>
    </message>
    <message>
        <source>paused</source>
        <translation>angehalten</translation>
    </message>
    <message>
        <source>{size} per second</source>
        <translation>{size} je Sekunde</translation>
    </message>
    <message>
        <source>{time} left</source>
        <translation>noch {time}</translation>
    </message>
    <message>
        <source>{free} free on this disk.</source>
        <translation>{free} frei auf diesem Datenträger.</translation>
    </message>
    <message>
        <source>{free} free on this disk, {missing} too little.</source>
        <translation>{free} frei auf diesem Datenträger, {missing} zu wenig.</translation>
    </message>
    <message>
        <source>Save or open a recording</source>
        <translation>Aufzeichnung speichern oder öffnen</translation>
    </message>
    <message>
        <source>Open a recording…</source>
        <translation>Aufzeichnung öffnen …</translation>
    </message>
    <message>
        <source>There is nothing to save in that form.</source>
        <translation>In dieser Form gibt es nichts zu speichern.</translation>
    </message>
    <message>
        <source>{file} is still being saved. Wait for it, or cancel it.</source>
        <translation>{file} wird noch gespeichert. Warte darauf, oder brich es ab.</translation>
    </message>
    <message>
        <source>Saved {file}: {holds}.</source>
        <translation>{file} gespeichert: {holds}.</translation>
    </message>
    <message>
        <source>Cancelled: {file} was not saved.</source>
        <translation>Abgebrochen: {file} wurde nicht gespeichert.</translation>
    </message>
    <message>
        <source>{file} cannot be written: {why}. Choose another place.</source>
        <translation>{file} lässt sich nicht schreiben: {why}. Wähle einen anderen Ort.</translation>
    </message>
    <message>
        <source>{file} could not be made ({error}).</source>
        <translation>{file} ließ sich nicht anfertigen ({error}).</translation>
    </message>
    <message>
        <source>{file} cannot be read: {why}. Choose another file.</source>
        <translation>{file} lässt sich nicht lesen: {why}. Wähle eine andere Datei.</translation>
    </message>
    <message>
        <source>{file} is too large to be read. Choose another file.</source>
        <translation>{file} ist zu groß zum Lesen. Wähle eine andere Datei.</translation>
    </message>
    <message>
        <source>Player as one web page…</source>
        <translation>Abspieler als eine Webseite …</translation>
    </message>
    <message>
        <source>Animated WebP…</source>
        <translation>Animiertes WebP …</translation>
    </message>
    <message>
        <source>Animated GIF…</source>
        <translation>Animiertes GIF …</translation>
    </message>
    <message>
        <source>answer and thought, no question</source>
        <translation>Antwort und Gedanke, keine Frage</translation>
    </message>
    <message>
        <source>Picture of the viewer…</source>
        <translation>Bild des Betrachters …</translation>
    </message>
    <message>
        <source>what was on show, no question</source>
        <translation>was zu sehen war, keine Frage</translation>
    </message>
    <message>
        <source>Steps as CSV…</source>
        <translation>Schritte als CSV …</translation>
    </message>
    <message>
        <source>figures only, no text</source>
        <translation>nur Zahlen, kein Text</translation>
    </message>
    <message>
        <source>Everything as JSON…</source>
        <translation>Alles als JSON …</translation>
    </message>
    <message>
        <source>Text at this step…</source>
        <translation>Text bei diesem Schritt …</translation>
    </message>
    <message>
        <source>answer and thought at this step, no question</source>
        <translation>Antwort und Gedanke bei diesem Schritt, keine Frage</translation>
    </message>
    <message>
        <source>Recording for another machine…</source>
        <translation>Aufzeichnung für einen anderen Rechner …</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>Speichern</translation>
    </message>
    <message>
        <source>Open a recording</source>
        <translation>Aufzeichnung öffnen</translation>
    </message>
    <message>
        <source>{size}, waits its turn</source>
        <translation>{size}, wartet</translation>
    </message>
    <message>
        <source>connecting</source>
        <translation>verbindet</translation>
    </message>
    <message>
        <source>next try in {seconds:.0f} s</source>
        <translation>nächster Versuch in {seconds:.0f} s</translation>
    </message>
    <message>
        <source>verifying, {part:.0%}</source>
        <translation>wird geprüft, {part:.0%}</translation>
    </message>
    <message>
        <source>{size}, verified</source>
        <translation>{size}, geprüft</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>fehlgeschlagen</translation>
    </message>
    <message>
        <source>Markdown (*.md)</source>
        <translation>Markdown (*.md)</translation>
    </message>
    <message>
        <source>Web page (*.html)</source>
        <translation>Webseite (*.html)</translation>
    </message>
    <message>
        <source>Conversations that can be imported again (*.json)</source>
        <translation>Gespräche, die sich wieder importieren lassen (*.json)</translation>
    </message>
    <message>
        <source>Save as</source>
        <translation>Speichern unter</translation>
    </message>
    <message>
        <source>Conversations (*.json)</source>
        <translation>Gespräche (*.json)</translation>
    </message>
    <message>
        <source>Import conversations</source>
        <translation>Gespräche importieren</translation>
    </message>
    <message>
        <source>Conversation</source>
        <translation>Gespräch</translation>
    </message>
    <message>
        <source>Find in this conversation</source>
        <translation>In diesem Gespräch suchen</translation>
    </message>
    <message>
        <source>Previous place</source>
        <translation>Vorherige Stelle</translation>
    </message>
    <message>
        <source>Next place</source>
        <translation>Nächste Stelle</translation>
    </message>
    <message>
        <source>{number} of {most}</source>
        <translation>{number} von {most}</translation>
    </message>
    <message>
        <source>Not found</source>
        <translation>Nicht gefunden</translation>
    </message>
    <message>
        <source>Grid of slots</source>
        <translation>Raster der Plätze</translation>
    </message>
    <message>
        <source>Arrow keys move from slot to slot</source>
        <translation>Pfeiltasten gehen von Platz zu Platz</translation>
    </message>
    <message>
        <source>An answer is being written. What there is of it is kept, and it can be continued later.</source>
        <translation>Eine Antwort wird gerade geschrieben. Was davon da ist, bleibt erhalten und lässt sich später fortsetzen.</translation>
    </message>
    <message>
        <source>Questions are waiting. They are kept, without answers.</source>
        <translation>Fragen warten. Sie bleiben erhalten, ohne Antworten.</translation>
    </message>
    <message>
        <source>A model is being downloaded. It goes on where it was when you resume it.</source>
        <translation>Ein Modell wird heruntergeladen. Es geht dort weiter, wo es war, wenn du es fortsetzt.</translation>
    </message>
    <message>
        <source>Work on the files of a model is not done. It goes on when you start it again.</source>
        <translation>Die Arbeit an den Dateien eines Modells ist nicht fertig. Sie geht weiter, wenn du sie wieder startest.</translation>
    </message>
    <message>
        <source>You have changed an earlier message and not sent it. The change is lost when you close.</source>
        <translation>Du hast eine frühere Nachricht geändert und nicht gesendet. Die Änderung geht beim Schließen verloren.</translation>
    </message>
    <message>
        <source>A file is being saved. Nothing of it is kept when you close now.</source>
        <translation>Eine Datei wird gerade gespeichert. Wenn du jetzt schließt, bleibt nichts davon.</translation>
    </message>
    <message>
        <source>Your conversations cannot be saved at the moment. What is not saved is lost when you close.</source>
        <translation>Deine Gespräche lassen sich zurzeit nicht speichern. Was nicht gespeichert ist, geht beim Schließen verloren.</translation>
    </message>
    <message>
        <source>Close Dewpoint</source>
        <translation>Dewpoint schließen</translation>
    </message>
    <message>
        <source>Close Dewpoint now?</source>
        <translation>Dewpoint jetzt schließen?</translation>
    </message>
    <message>
        <source>Stay</source>
        <translation>Bleiben</translation>
    </message>
    <message>
        <source>Colours from {low}, dark, to {high}, light</source>
        <translation>Farben von {low}, dunkel, bis {high}, hell</translation>
    </message>
    <message>
        <source>Open a link</source>
        <translation>Link öffnen</translation>
    </message>
    <message>
        <source>Open this address outside of Dewpoint?</source>
        <translation>Diese Adresse außerhalb von Dewpoint öffnen?</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>Öffnen</translation>
    </message>
    <message>
        <source>Dewpoint opens web and mail addresses only. This link leads to:</source>
        <translation>Dewpoint öffnet nur Web- und Mailadressen. Dieser Link führt zu:</translation>
    </message>
    <message>
        <source>Fine</source>
        <translation>In Ordnung</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>Hinweis</translation>
    </message>
    <message>
        <source>Problem</source>
        <translation>Problem</translation>
    </message>
    <message>
        <source>Graphics</source>
        <translation>Grafik</translation>
    </message>
    <message>
        <source>Memory</source>
        <translation>Arbeitsspeicher</translation>
    </message>
    <message>
        <source>Disk</source>
        <translation>Datenträger</translation>
    </message>
    <message>
        <source>Demo model</source>
        <translation>Demomodell</translation>
    </message>
    <message>
        <source>This PC</source>
        <translation>Dieser PC</translation>
    </message>
    <message>
        <source>Looking at this PC.</source>
        <translation>Sieht sich diesen PC an.</translation>
    </message>
    <message>
        <source>The full model takes {size} of {free} that are free on the card, with room for {tokens:,} tokens at most.</source>
        <translation>Das volle Modell braucht {size} von {free}, die auf der Karte frei sind, mit Platz für höchstens {tokens:,} Tokens.</translation>
    </message>
    <message>
        <source>The settings could not be read. They are kept as {file}.</source>
        <translation>Die Einstellungen ließen sich nicht lesen. Sie sind als {file} aufbewahrt.</translation>
    </message>
    <message>
        <source>Dewpoint ended unexpectedly the last time.</source>
        <translation>Dewpoint wurde das letzte Mal unerwartet beendet.</translation>
    </message>
    <message>
        <source>The settings cannot be saved ({reason}). They hold until you close Dewpoint.</source>
        <translation>Die Einstellungen lassen sich nicht speichern ({reason}). Sie gelten, bis du Dewpoint schließt.</translation>
    </message>
    <message>
        <source>Search</source>
        <translation>Suchen</translation>
    </message>
    <message>
        <source>Copy the latest answer</source>
        <translation>Neueste Antwort kopieren</translation>
    </message>
    <message>
        <source>See how the latest answer was made</source>
        <translation>Sehen, wie die neueste Antwort entstand</translation>
    </message>
    <message>
        <source>Next pane</source>
        <translation>Nächster Bereich</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>Einstellungen</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>Beenden</translation>
    </message>
    <message>
        <source>Open the folder</source>
        <translation>Ordner öffnen</translation>
    </message>
    <message>
        <source>Message</source>
        <translation>Nachricht</translation>
    </message>
    <message>
        <source>Write a message</source>
        <translation>Schreib eine Nachricht</translation>
    </message>
    <message>
        <source>Control and Enter send, Shift and Enter begin a new line</source>
        <translation>Strg und Eingabe senden, Umschalt und Eingabe beginnen eine neue Zeile</translation>
    </message>
    <message>
        <source>Enter sends, Shift and Enter begin a new line</source>
        <translation>Eingabe sendet, Umschalt und Eingabe beginnen eine neue Zeile</translation>
    </message>
    <message>
        <source>Moving</source>
        <translation>Verschiebt</translation>
    </message>
    <message>
        <source>Deleting</source>
        <translation>Löscht</translation>
    </message>
    <message>
        <source>Repairing</source>
        <translation>Repariert</translation>
    </message>
    <message>
        <source>Waiting until the model is no longer in use.</source>
        <translation>Wartet, bis das Modell nicht mehr verwendet wird.</translation>
    </message>
    <message>
        <source>The model is still in use. Nothing was moved or deleted.</source>
        <translation>Das Modell ist noch in Verwendung. Nichts wurde verschoben oder gelöscht.</translation>
    </message>
    <message>
        <source>Models on this PC</source>
        <translation>Modelle auf diesem PC</translation>
    </message>
    <message>
        <source>Work on a model</source>
        <translation>Arbeit an einem Modell</translation>
    </message>
    <message>
        <source>Stop the work on a model</source>
        <translation>Arbeit an einem Modell anhalten</translation>
    </message>
    <message>
        <source>Comes with Dewpoint, runs anywhere.</source>
        <translation>Kommt mit Dewpoint, läuft überall.</translation>
    </message>
    <message>
        <source>Demo</source>
        <translation>Demo</translation>
    </message>
    <message>
        <source>demo</source>
        <translation>Demo</translation>
    </message>
    <message>
        <source>{size} in {folder}</source>
        <translation>{size} in {folder}</translation>
    </message>
    <message>
        <source>Repair {model}</source>
        <translation>{model} reparieren</translation>
    </message>
    <message>
        <source>Verify {model}</source>
        <translation>{model} prüfen</translation>
    </message>
    <message>
        <source>Verify</source>
        <translation>Prüfen</translation>
    </message>
    <message>
        <source>Move {model}</source>
        <translation>{model} verschieben</translation>
    </message>
    <message>
        <source>Move…</source>
        <translation>Verschieben …</translation>
    </message>
    <message>
        <source>Delete {model}</source>
        <translation>{model} löschen</translation>
    </message>
    <message>
        <source>Delete…</source>
        <translation>Löschen …</translation>
    </message>
    <message>
        <source>Open the folder {model}</source>
        <translation>Ordner {model} öffnen</translation>
    </message>
    <message>
        <source>In use</source>
        <translation>In Verwendung</translation>
    </message>
    <message>
        <source>{model} is in use</source>
        <translation>{model} ist in Verwendung</translation>
    </message>
    <message>
        <source>Use</source>
        <translation>Verwenden</translation>
    </message>
    <message>
        <source>Use {model}</source>
        <translation>{model} verwenden</translation>
    </message>
    <message>
        <source>Working.</source>
        <translation>Arbeitet.</translation>
    </message>
    <message>
        <source>Verifying {file}</source>
        <translation>Prüft {file}</translation>
    </message>
    <message>
        <source>{work}, {done} of {total}</source>
        <translation>{work}, {done} von {total}</translation>
    </message>
    <message>
        <source>Done.</source>
        <translation>Fertig.</translation>
    </message>
    <message>
        <source>Stopped. Nothing is lost.</source>
        <translation>Angehalten. Nichts ist verloren.</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Rückgängig</translation>
    </message>
    <message>
        <source>The answer failed.</source>
        <translation>Die Antwort ist fehlgeschlagen.</translation>
    </message>
    <message>
        <source>The answer is done.</source>
        <translation>Die Antwort ist fertig.</translation>
    </message>
    <message>
        <source>Stand still</source>
        <translation>Stehen bleiben</translation>
    </message>
    <message>
        <source>Take one step</source>
        <translation>Einen Schritt machen</translation>
    </message>
    <message>
        <source>How many steps a second</source>
        <translation>Wie viele Schritte je Sekunde</translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>Weitergehen</translation>
    </message>
    <message>
        <source>Space</source>
        <translation>Leertaste</translation>
    </message>
    <message>
        <source>1 step a second</source>
        <translation>1 Schritt je Sekunde</translation>
    </message>
    <message>
        <source>{rate:g} steps a second</source>
        <translation>{rate:g} Schritte je Sekunde</translation>
    </message>
    <message>
        <source>free</source>
        <translation>frei</translation>
    </message>
    <message>
        <source>{part}, {size}</source>
        <translation>{part}, {size}</translation>
    </message>
    <message>
        <source>{part} {size}</source>
        <translation>{part} {size}</translation>
    </message>
    <message>
        <source>Memory of the card: {parts}</source>
        <translation>Speicher der Karte: {parts}</translation>
    </message>
    <message>
        <source>everything else</source>
        <translation>alles andere</translation>
    </message>
    <message>
        <source>Play again and again</source>
        <translation>Immer wieder abspielen</translation>
    </message>
    <message>
        <source>Speed, as a factor of the recorded pace or the same for each step</source>
        <translation>Tempo, als Vielfaches des aufgezeichneten oder für jeden Schritt gleich</translation>
    </message>
    <message>
        <source>block {block} · step {step} of {most}</source>
        <translation>Block {block} · Schritt {step}/{most}</translation>
    </message>
    <message>
        <source>{speed:g}×</source>
        <translation>{speed:g}×</translation>
    </message>
    <message>
        <source>{seconds:g} s a step</source>
        <translation>{seconds:g} s je Schritt</translation>
    </message>
    <message>
        <source>Values and own presets…</source>
        <translation>Werte und eigene Voreinstellungen …</translation>
    </message>
    <message>
        <source>Preset {name}: {meaning}</source>
        <translation>Voreinstellung {name}: {meaning}</translation>
    </message>
    <message>
        <source>{name}: {meaning}</source>
        <translation>{name}: {meaning}</translation>
    </message>
    <message>
        <source>at most {steps} steps a block</source>
        <translation>höchstens {steps} Schritte je Block</translation>
    </message>
    <message>
        <source>at most {steps} steps a block, {tokens:,} tokens, thinks first</source>
        <translation>höchstens {steps} Schritte je Block, {tokens:,} Tokens, denkt erst nach</translation>
    </message>
    <message>
        <source>at most {steps} steps a block, {tokens:,} tokens</source>
        <translation>höchstens {steps} Schritte je Block, {tokens:,} Tokens</translation>
    </message>
    <message>
        <source>As the model says</source>
        <translation>Wie das Modell es sagt</translation>
    </message>
    <message>
        <source>These values hold for this conversation from its next answer on. Save them under a name to use them elsewhere.</source>
        <translation>Diese Werte gelten für dieses Gespräch ab seiner nächsten Antwort. Speichere sie unter einem Namen, um sie anderswo zu verwenden.</translation>
    </message>
    <message>
        <source>With fewer than {steps} steps, answers can fall apart into loose words.</source>
        <translation>Mit weniger als {steps} Schritten können Antworten in lose Wörter zerfallen.</translation>
    </message>
    <message>
        <source>Values and presets</source>
        <translation>Werte und Voreinstellungen</translation>
    </message>
    <message>
        <source>Steps a block, at most</source>
        <translation>Schritte je Block, höchstens</translation>
    </message>
    <message>
        <source>Entropy bound</source>
        <translation>Grenze der Entropie</translation>
    </message>
    <message>
        <source> nats</source>
        <translation> Nat</translation>
    </message>
    <message>
        <source>First temperature</source>
        <translation>Erste Temperatur</translation>
    </message>
    <message>
        <source>Last temperature</source>
        <translation>Letzte Temperatur</translation>
    </message>
    <message>
        <source>Own presets</source>
        <translation>Eigene Voreinstellungen</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>Name of a new preset</source>
        <translation>Name einer neuen Voreinstellung</translation>
    </message>
    <message>
        <source>Save these values</source>
        <translation>Diese Werte speichern</translation>
    </message>
    <message>
        <source>For new conversations</source>
        <translation>Für neue Gespräche</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>Löschen</translation>
    </message>
    <message>
        <source>Own presets. A double click, or F2, renames one.</source>
        <translation>Eigene Voreinstellungen. Ein Doppelklick oder F2 benennt eine um.</translation>
    </message>
    <message>
        <source>New conversations begin with it</source>
        <translation>Neue Gespräche beginnen damit</translation>
    </message>
    <message>
        <source>No longer for new ones</source>
        <translation>Nicht mehr für neue</translation>
    </message>
    <message>
        <source>Your message</source>
        <translation>Deine Nachricht</translation>
    </message>
    <message>
        <source>Edit the message and ask again</source>
        <translation>Die Nachricht ändern und neu fragen</translation>
    </message>
    <message>
        <source>Text at this step</source>
        <translation>Text bei diesem Schritt</translation>
    </message>
    <message>
        <source>This is all that helps to find a fault: versions, settings and logs. It holds no conversation, not your name and not the path of your home. Read it, then save or copy it. Nothing is sent.</source>
        <translation>Das ist alles, was hilft, einen Fehler zu finden: Versionen, Einstellungen und Protokolle. Kein Gespräch steht darin, nicht dein Name und nicht der Pfad deines Benutzerordners. Lies es, dann speichere oder kopiere es. Nichts wird gesendet.</translation>
    </message>
    <message>
        <source>Report a problem</source>
        <translation>Problem melden</translation>
    </message>
    <message>
        <source>What would be told</source>
        <translation>Was mitgeteilt würde</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>Kopieren</translation>
    </message>
    <message>
        <source>Save…</source>
        <translation>Speichern …</translation>
    </message>
    <message>
        <source>Save the report</source>
        <translation>Den Bericht speichern</translation>
    </message>
    <message>
        <source>Text (*.txt)</source>
        <translation>Text (*.txt)</translation>
    </message>
    <message>
        <source>The report could not be written ({reason})</source>
        <translation>Der Bericht konnte nicht geschrieben werden ({reason})</translation>
    </message>
    <message>
        <source>Copy the address</source>
        <translation>Adresse kopieren</translation>
    </message>
    <message>
        <source>Select the whole conversation</source>
        <translation>Das ganze Gespräch markieren</translation>
    </message>
    <message>
        <source>Search settings</source>
        <translation>Einstellungen suchen</translation>
    </message>
    <message>
        <source>Nothing found.</source>
        <translation>Nichts gefunden.</translation>
    </message>
    <message>
        <source>Reset all</source>
        <translation>Alle zurücksetzen</translation>
    </message>
    <message>
        <source>Give every setting its default</source>
        <translation>Jede Einstellung auf ihren Vorgabewert setzen</translation>
    </message>
    <message>
        <source>Close the settings</source>
        <translation>Die Einstellungen schließen</translation>
    </message>
    <message>
        <source>Give every setting back its value</source>
        <translation>Jeder Einstellung ihren Wert zurückgeben</translation>
    </message>
    <message>
        <source>Reset</source>
        <translation>Zurücksetzen</translation>
    </message>
    <message>
        <source>Reset {setting}</source>
        <translation>{setting} zurücksetzen</translation>
    </message>
    <message>
        <source>Off</source>
        <translation>Aus</translation>
    </message>
    <message>
        <source>On</source>
        <translation>An</translation>
    </message>
    <message>
        <source>This frees {size}. To have it again it must be downloaded again.</source>
        <translation>Das macht {size} frei. Um es wieder zu haben, muss es neu heruntergeladen werden.</translation>
    </message>
    <message>
        <source>This frees {size}. To have it again it must be downloaded again. The model is in use: the demo takes its place at once.</source>
        <translation>Das macht {size} frei. Um es wieder zu haben, muss es neu heruntergeladen werden. Das Modell ist in Gebrauch: Die Demo tritt sofort an seine Stelle.</translation>
    </message>
    <message>
        <source>The model is in use. The demo takes its place while the files are moved; then the model is loaded again.</source>
        <translation>Das Modell ist in Gebrauch. Die Demo tritt an seine Stelle, während die Dateien verschoben werden; dann wird das Modell wieder geladen.</translation>
    </message>
    <message>
        <source>The demo works at once, and stays usable while the full model is downloaded.</source>
        <translation>Die Demo läuft sofort und bleibt benutzbar, während das volle Modell heruntergeladen wird.</translation>
    </message>
    <message>
        <source>Back to the conversation</source>
        <translation>Zurück zum Gespräch</translation>
    </message>
    <message>
        <source>A download is unfinished: {here} of {all} are here.</source>
        <translation>Ein Download ist nicht fertig: {here} von {all} sind da.</translation>
    </message>
    <message>
        <source>Where to keep models</source>
        <translation>Wo Modelle liegen sollen</translation>
    </message>
    <message>
        <source>Folder that holds the files</source>
        <translation>Ordner, der die Dateien enthält</translation>
    </message>
    <message>
        <source>Where to move {model}</source>
        <translation>Wohin {model} verschoben werden soll</translation>
    </message>
    <message>
        <source>Leave it there</source>
        <translation>Dort lassen</translation>
    </message>
    <message>
        <source>Move {model}?</source>
        <translation>{model} verschieben?</translation>
    </message>
    <message>
        <source>Delete {model}?</source>
        <translation>{model} löschen?</translation>
    </message>
    <message>
        <source>Keep</source>
        <translation>Behalten</translation>
    </message>
    <message>
        <source>Markdown…</source>
        <translation>Markdown …</translation>
    </message>
    <message>
        <source>Web page…</source>
        <translation>Webseite …</translation>
    </message>
    <message>
        <source>JSON, to import it again…</source>
        <translation>JSON, um es wieder zu importieren …</translation>
    </message>
    <message>
        <source>Rename</source>
        <translation>Umbenennen</translation>
    </message>
    <message>
        <source>Unpin</source>
        <translation>Nicht mehr anheften</translation>
    </message>
    <message>
        <source>Pin</source>
        <translation>Anheften</translation>
    </message>
    <message>
        <source>Move to folder</source>
        <translation>In einen Ordner legen</translation>
    </message>
    <message>
        <source>New folder…</source>
        <translation>Neuer Ordner …</translation>
    </message>
    <message>
        <source>No folder</source>
        <translation>Kein Ordner</translation>
    </message>
    <message>
        <source>Rename “{folder}”…</source>
        <translation>„{folder}“ umbenennen …</translation>
    </message>
    <message>
        <source>Duplicate</source>
        <translation>Duplizieren</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>Exportieren</translation>
    </message>
    <message>
        <source>New folder</source>
        <translation>Neuer Ordner</translation>
    </message>
    <message>
        <source>Name of the folder</source>
        <translation>Name des Ordners</translation>
    </message>
    <message>
        <source>Rename the folder</source>
        <translation>Ordner umbenennen</translation>
    </message>
    <message>
        <source>Name of the conversation</source>
        <translation>Name des Gesprächs</translation>
    </message>
    <message>
        <source>Send, or as the settings say</source>
        <translation>Senden, oder wie es die Einstellungen sagen</translation>
    </message>
    <message>
        <source>Shift+Enter</source>
        <translation>Umschalt+Eingabe</translation>
    </message>
    <message>
        <source>New line</source>
        <translation>Neue Zeile</translation>
    </message>
    <message>
        <source>Ctrl+A</source>
        <translation>Strg+A</translation>
    </message>
    <message>
        <source>Select the whole conversation, while it has the keyboard</source>
        <translation>Das ganze Gespräch markieren, solange es die Tastatur hat</translation>
    </message>
    <message>
        <source>Shift+click</source>
        <translation>Umschalt+Klick</translation>
    </message>
    <message>
        <source>Select up to here, across messages</source>
        <translation>Bis hierher markieren, über Nachrichten hinweg</translation>
    </message>
    <message>
        <source>F3, Shift+F3</source>
        <translation>F3, Umschalt+F3</translation>
    </message>
    <message>
        <source>Next and previous place that was found</source>
        <translation>Nächste und vorige Fundstelle</translation>
    </message>
    <message>
        <source>Ctrl+wheel</source>
        <translation>Strg+Mausrad</translation>
    </message>
    <message>
        <source>Larger or smaller</source>
        <translation>Größer oder kleiner</translation>
    </message>
    <message>
        <source>F2, Del</source>
        <translation>F2, Entf</translation>
    </message>
    <message>
        <source>Rename or delete a conversation in the list</source>
        <translation>Ein Gespräch in der Liste umbenennen oder löschen</translation>
    </message>
    <message>
        <source>Ctrl+Z</source>
        <translation>Strg+Z</translation>
    </message>
    <message>
        <source>Bring back what was just deleted, while no text is being written</source>
        <translation>Zurückholen, was gerade gelöscht wurde, solange kein Text geschrieben wird</translation>
    </message>
    <message>
        <source>Down, Enter</source>
        <translation>Abwärts, Eingabe</translation>
    </message>
    <message>
        <source>From the search to what it found, or open the first of it</source>
        <translation>Von der Suche zu dem, was sie fand, oder das erste davon öffnen</translation>
    </message>
    <message>
        <source>Play, or stand still</source>
        <translation>Abspielen oder anhalten</translation>
    </message>
    <message>
        <source>Comma, full stop</source>
        <translation>Komma, Punkt</translation>
    </message>
    <message>
        <source>One step back, one step on</source>
        <translation>Einen Schritt zurück, einen Schritt weiter</translation>
    </message>
    <message>
        <source>Page Up, Page Down</source>
        <translation>Bild auf, Bild ab</translation>
    </message>
    <message>
        <source>One block back, one block on</source>
        <translation>Einen Block zurück, einen Block weiter</translation>
    </message>
    <message>
        <source>Home, End</source>
        <translation>Pos1, Ende</translation>
    </message>
    <message>
        <source>To the first step, to the last one</source>
        <translation>Zum ersten Schritt, zum letzten</translation>
    </message>
    <message>
        <source>[ and ]</source>
        <translation>[ und ]</translation>
    </message>
    <message>
        <source>Slower, faster</source>
        <translation>Langsamer, schneller</translation>
    </message>
    <message>
        <source>1 to 5</source>
        <translation>1 bis 5</translation>
    </message>
    <message>
        <source>Choose the view</source>
        <translation>Die Ansicht wählen</translation>
    </message>
    <message>
        <source>L</source>
        <translation>L</translation>
    </message>
    <message>
        <source>Choose what is told of the slots</source>
        <translation>Wählen, was von den Plätzen gezeigt wird</translation>
    </message>
    <message>
        <source>M</source>
        <translation>M</translation>
    </message>
    <message>
        <source>Choose how unstable drafts are drawn</source>
        <translation>Wählen, wie noch nicht stabile Entwürfe gezeichnet werden</translation>
    </message>
    <message>
        <source>G</source>
        <translation>G</translation>
    </message>
    <message>
        <source>Explain the words</source>
        <translation>Die Wörter erklären</translation>
    </message>
    <message>
        <source>P, F</source>
        <translation>P, F</translation>
    </message>
    <message>
        <source>Pin the slot in focus, or forbid its token, in slow motion</source>
        <translation>In Zeitlupe den ausgewählten Platz festhalten oder sein Token verbieten</translation>
    </message>
    <message>
        <source>F5</source>
        <translation>F5</translation>
    </message>
    <message>
        <source>In the viewer</source>
        <translation>Im Betrachter</translation>
    </message>
    <message>
        <source>Search conversations</source>
        <translation>Gespräche durchsuchen</translation>
    </message>
    <message>
        <source>Your conversations will be listed here.</source>
        <translation>Hier werden deine Gespräche aufgelistet.</translation>
    </message>
    <message>
        <source>Nothing is recorded here yet.</source>
        <translation>Hier ist noch nichts aufgezeichnet.</translation>
    </message>
    <message>
        <source>Slot {slot} · {token}</source>
        <translation>Platz {slot} · {token}</translation>
    </message>
    <message>
        <source>draft: {word} (id {id})</source>
        <translation>Entwurf: {word} (ID {id})</translation>
    </message>
    <message>
        <source>Drafts: {words}</source>
        <translation>Entwürfe: {words}</translation>
    </message>
    <message>
        <source>{nats:.4f} nats, end {end:.1%}</source>
        <translation>{nats:.4f} Nat, Ende {end:.1%}</translation>
    </message>
    <message>
        <source>On the canvas: the same</source>
        <translation>Auf der Leinwand: dasselbe</translation>
    </message>
    <message>
        <source>On the canvas: {word} (id {id})</source>
        <translation>Auf der Leinwand: {word} (ID {id})</translation>
    </message>
    <message>
        <source>Nothing was computed here</source>
        <translation>Hier wurde nichts berechnet</translation>
    </message>
    <message>
        <source>Never accepted</source>
        <translation>Nie angenommen</translation>
    </message>
    <message>
        <source>First accepted after step {step}</source>
        <translation>Zuerst angenommen nach Schritt {step}</translation>
    </message>
    <message>
        <source>Given up once</source>
        <translation>Einmal aufgegeben</translation>
    </message>
    <message>
        <source>Given up {count} times</source>
        <translation>{count}-mal aufgegeben</translation>
    </message>
    <message>
        <source>Settled after step {step}</source>
        <translation>Steht fest nach Schritt {step}</translation>
    </message>
    <message>
        <source>Bytes: {bytes}</source>
        <translation>Bytes: {bytes}</translation>
    </message>
    <message>
        <source>no draft yet</source>
        <translation>noch kein Entwurf</translation>
    </message>
    <message>
        <source>Pinned to {word} from step {step} on</source>
        <translation>Bei {word} festgehalten ab Schritt {step}</translation>
    </message>
    <message>
        <source>Released before step {step}</source>
        <translation>Losgelassen vor Schritt {step}</translation>
    </message>
    <message>
        <source>{word} forbidden from step {step} on</source>
        <translation>{word} verboten ab Schritt {step}</translation>
    </message>
    <message>
        <source>{word} allowed again before step {step}</source>
        <translation>{word} wieder erlaubt vor Schritt {step}</translation>
    </message>
    <message>
        <source>Speed of the download</source>
        <translation>Geschwindigkeit des Downloads</translation>
    </message>
    <message>
        <source>Release</source>
        <translation>Loslassen</translation>
    </message>
    <message>
        <source>Let the model choose again</source>
        <translation>Das Modell wieder wählen lassen</translation>
    </message>
    <message>
        <source>Hold this slot at “{word}”</source>
        <translation>Diesen Platz bei „{word}“ festhalten</translation>
    </message>
    <message>
        <source>Pin “{word}”</source>
        <translation>„{word}“ festhalten</translation>
    </message>
    <message>
        <source>Let this slot be “{word}” again</source>
        <translation>Auf diesem Platz „{word}“ wieder erlauben</translation>
    </message>
    <message>
        <source>Allow</source>
        <translation>Erlauben</translation>
    </message>
    <message>
        <source>Never let this slot be “{word}”</source>
        <translation>Auf diesem Platz „{word}“ nie zulassen</translation>
    </message>
    <message>
        <source>{most} tokens are forbidden here. Allow one of them first.</source>
        <translation>Hier sind {most} Tokens verboten. Erlaube zuerst eines davon wieder.</translation>
    </message>
    <message>
        <source>Forbid</source>
        <translation>Verbieten</translation>
    </message>
    <message>
        <source>Steps</source>
        <translation>Schritte</translation>
    </message>
    <message>
        <source>Positions by steps</source>
        <translation>Stellen nach Schritten</translation>
    </message>
    <message>
        <source>Drag to move through the steps. Dark is sure, light is unsure. Ticks: slots given up. At the end of a block: a dot where it was stable and sure, a square where its steps ran out, a cross where it was stopped.</source>
        <translation>Ziehe, um durch die Schritte zu gehen. Dunkel ist sicher, hell ist unsicher. Striche: aufgegebene Plätze. Am Ende eines Blocks: ein Punkt, wo er stabil und sicher war, ein Quadrat, wo seine Schritte aufgebraucht waren, ein Kreuz, wo er angehalten wurde.</translation>
    </message>
    <message>
        <source>The model is told this before your first message, from the next turn on. Leave it empty for nothing.</source>
        <translation>Das wird dem Modell vor deiner ersten Nachricht gesagt, ab der nächsten Frage. Lass es leer für nichts.</translation>
    </message>
    <message>
        <source>System prompt of this conversation</source>
        <translation>Systemprompt dieses Gesprächs</translation>
    </message>
    <message>
        <source>Thinking</source>
        <translation>Denkt nach</translation>
    </message>
    <message>
        <source>Likeliest tokens of the slot</source>
        <translation>Wahrscheinlichste Tokens des Platzes</translation>
    </message>
    <message>
        <source>Jump to the latest</source>
        <translation>Zum Neuesten springen</translation>
    </message>
    <message>
        <source>Previous version of the message</source>
        <translation>Vorige Fassung der Nachricht</translation>
    </message>
    <message>
        <source>Next version of the message</source>
        <translation>Nächste Fassung der Nachricht</translation>
    </message>
    <message>
        <source>Version {place} of {count} of the message</source>
        <translation>Fassung {place} von {count} der Nachricht</translation>
    </message>
    <message>
        <source>Previous version of the answer</source>
        <translation>Vorige Fassung der Antwort</translation>
    </message>
    <message>
        <source>Next version of the answer</source>
        <translation>Nächste Fassung der Antwort</translation>
    </message>
    <message>
        <source>Version {place} of {count} of the answer</source>
        <translation>Fassung {place} von {count} der Antwort</translation>
    </message>
    <message>
        <source>Grid</source>
        <translation>Raster</translation>
    </message>
    <message>
        <source>Positions</source>
        <translation>Stellen</translation>
    </message>
    <message>
        <source>Compare</source>
        <translation>Vergleich</translation>
    </message>
    <message>
        <source>Back to live</source>
        <translation>Zurück zum Neuesten</translation>
    </message>
    <message>
        <source>Go to the newest step</source>
        <translation>Zum neuesten Schritt gehen</translation>
    </message>
    <message>
        <source>End</source>
        <translation>Ende</translation>
    </message>
    <message>
        <source>Words</source>
        <translation>Wörter</translation>
    </message>
    <message>
        <source>What the words mean</source>
        <translation>Was die Wörter bedeuten</translation>
    </message>
    <message>
        <source>View</source>
        <translation>Ansicht</translation>
    </message>
    <message>
        <source>Layer</source>
        <translation>Ebene</translation>
    </message>
    <message>
        <source>What the slots tell</source>
        <translation>Was die Plätze zeigen</translation>
    </message>
    <message>
        <source>All as a table</source>
        <translation>Alles als Tabelle</translation>
    </message>
    <message>
        <source>Masks</source>
        <translation>Masken</translation>
    </message>
    <message>
        <source>Drawing</source>
        <translation>Darstellung</translation>
    </message>
    <message>
        <source>How it is drawn</source>
        <translation>Wie gezeichnet wird</translation>
    </message>
    <message>
        <source>Fill the screen</source>
        <translation>Den Bildschirm füllen</translation>
    </message>
    <message>
        <source>Close the replay</source>
        <translation>Die Wiedergabe schließen</translation>
    </message>
    <message>
        <source>Larger</source>
        <translation>Größer</translation>
    </message>
    <message>
        <source>Smaller</source>
        <translation>Kleiner</translation>
    </message>
    <message>
        <source>As large as at first</source>
        <translation>So groß wie am Anfang</translation>
    </message>
    <message>
        <source>{family} (default)</source>
        <translation>{family} (Standard)</translation>
    </message>
    <message>
        <source>{family} (not installed)</source>
        <translation>{family} (nicht installiert)</translation>
    </message>
    <message>
        <source>There is not enough memory for this.</source>
        <translation>Dafür reicht der Speicher nicht.</translation>
    </message>
    <message>
        <source>Close other programs, begin a new conversation, or choose a smaller “Longest answer”.</source>
        <translation>Beende andere Programme, beginne ein neues Gespräch, oder wähle bei „Längste Antwort“ weniger.</translation>
    </message>
    <message>
        <source>The graphics driver has lost the card, or was restarted.</source>
        <translation>Der Grafiktreiber hat die Karte verloren oder wurde neu gestartet.</translation>
    </message>
    <message>
        <source>Close Dewpoint and start it again. Your conversations are kept.</source>
        <translation>Schließe Dewpoint und starte es neu. Deine Gespräche bleiben erhalten.</translation>
    </message>
    <message>
        <source>A file of the model is gone: {file}.</source>
        <translation>Eine Datei des Modells ist weg: {file}.</translation>
    </message>
    <message>
        <source>Put the model&apos;s folder back, or choose another model.</source>
        <translation>Lege den Ordner des Modells zurück, oder wähle ein anderes Modell.</translation>
    </message>
    <message>
        <source>{name} is not installed for this Python.</source>
        <translation>{name} ist für dieses Python nicht installiert.</translation>
    </message>
    <message>
        <source>Run {starter}, which sets Dewpoint up, or take the Python that it put into .venv.</source>
        <translation>Führe {starter} aus, das Dewpoint einrichtet, oder nimm das Python, das es in .venv gelegt hat.</translation>
    </message>
    <message>
        <source>The engine failed: {kind}: {error}</source>
        <translation>Die Engine ist gescheitert: {kind}: {error}</translation>
    </message>
    <message>
        <source>This is a defect of Dewpoint. Try again; “Report a problem…” in the menu gathers what helps to find it.</source>
        <translation>Das ist ein Fehler von Dewpoint. Versuche es noch einmal; „Problem melden …“ im Menü sammelt, was bei der Suche hilft.</translation>
    </message>
    <message>
        <source>This is not a recording.</source>
        <translation>Das ist keine Aufzeichnung.</translation>
    </message>
    <message>
        <source>Choose a {suffix} file that Dewpoint has exported.</source>
        <translation>Wähle eine {suffix}-Datei, die Dewpoint exportiert hat.</translation>
    </message>
    <message>
        <source>The recording comes from a later version of Dewpoint.</source>
        <translation>Die Aufzeichnung kommt von einer neueren Version von Dewpoint.</translation>
    </message>
    <message>
        <source>Update Dewpoint to see it.</source>
        <translation>Aktualisiere Dewpoint, um sie zu sehen.</translation>
    </message>
    <message>
        <source>The recording is damaged.</source>
        <translation>Die Aufzeichnung ist beschädigt.</translation>
    </message>
    <message>
        <source>Export it again where it was made.</source>
        <translation>Exportiere sie dort noch einmal, wo sie entstanden ist.</translation>
    </message>
    <message>
        <source>Only your own messages can have images.</source>
        <translation>Nur deine eigenen Nachrichten können Bilder haben.</translation>
    </message>
    <message>
        <source>Start a new conversation.</source>
        <translation>Beginne ein neues Gespräch.</translation>
    </message>
    <message>
        <source>A system message must come first.</source>
        <translation>Eine Systemnachricht muss am Anfang stehen.</translation>
    </message>
    <message>
        <source>You and the model must speak in turn.</source>
        <translation>Du und das Modell müsst euch abwechseln.</translation>
    </message>
    <message>
        <source>The model computes values that are not numbers.</source>
        <translation>Das Modell berechnet Werte, die keine Zahlen sind.</translation>
    </message>
    <message>
        <source>Verify the model and repair it: only what is damaged is fetched again.</source>
        <translation>Prüfe und repariere das Modell: Geholt wird nur, was beschädigt ist.</translation>
    </message>
    <message>
        <source>The model&apos;s tokenizer is of another model.</source>
        <translation>Der Tokenizer des Modells gehört zu einem anderen Modell.</translation>
    </message>
    <message>
        <source>Message, files, system prompt and what there is of the answer take {tokens:,} tokens, where the model holds {most:,} with {least} more.</source>
        <translation>Nachricht, Dateien, Systemprompt und was es von der Antwort schon gibt brauchen {tokens:,} Tokens, und das Modell fasst {most:,} samt {least} weiteren.</translation>
    </message>
    <message>
        <source>Message, files and system prompt take {tokens:,} tokens, where the model holds {most:,} with an answer of at least {least}.</source>
        <translation>Nachricht, Dateien und Systemprompt brauchen {tokens:,} Tokens, und das Modell fasst {most:,} samt einer Antwort von mindestens {least}.</translation>
    </message>
    <message>
        <source>Shorten the message, its files or the system prompt.</source>
        <translation>Kürze die Nachricht, ihre Dateien oder den Systemprompt.</translation>
    </message>
    <message>
        <source>This model cannot see images.</source>
        <translation>Dieses Modell kann keine Bilder sehen.</translation>
    </message>
    <message>
        <source>Remove the images, or use a model that sees them.</source>
        <translation>Entferne die Bilder, oder nimm ein Modell, das sie sehen kann.</translation>
    </message>
    <message>
        <source>Driver {driver} is too old, {oldest} or newer is needed.</source>
        <translation>Der Treiber {driver} ist zu alt, nötig ist {oldest} oder neuer.</translation>
    </message>
    <message>
        <source>The card has no bfloat16, which the model needs; RTX 30 and newer have.</source>
        <translation>Die Karte hat kein bfloat16, das das Modell braucht; RTX 30 und neuere haben es.</translation>
    </message>
    <message>
        <source>{one} {other}</source>
        <translation>{one} {other}</translation>
    </message>
    <message>
        <source>{name}, {size:.1f} GiB, driver {driver}.</source>
        <translation>{name}, {size:.1f} GiB, Treiber {driver}.</translation>
    </message>
    <message>
        <source>{name} ({architecture}), {size:.1f} GiB, driver {driver}.</source>
        <translation>{name} ({architecture}), {size:.1f} GiB, Treiber {driver}.</translation>
    </message>
    <message>
        <source>{size:.1f} GiB of this card is in use by other programs.</source>
        <translation>{size:.1f} GiB dieser Karte sind von anderen Programmen belegt.</translation>
    </message>
    <message>
        <source>{size:.1f} GiB of this card is in use by other programs: {programs}.</source>
        <translation>{size:.1f} GiB dieser Karte sind von anderen Programmen belegt: {programs}.</translation>
    </message>
    <message>
        <source>{size:.1f} GiB of this card is in use by Dewpoint and other programs.</source>
        <translation>{size:.1f} GiB dieser Karte sind von Dewpoint und anderen Programmen belegt.</translation>
    </message>
    <message>
        <source>{size:.1f} GiB of this card is in use by Dewpoint and other programs: {programs}.</source>
        <translation>{size:.1f} GiB dieser Karte sind von Dewpoint und anderen Programmen belegt: {programs}.</translation>
    </message>
    <message>
        <source>Python {version} on {system}, {machine}</source>
        <translation>Python {version} auf {system}, {machine}</translation>
    </message>
    <message>
        <source>{found}.</source>
        <translation>{found}.</translation>
    </message>
    <message>
        <source>{found}; Dewpoint needs {low} or newer, and older than {high}.</source>
        <translation>{found}; Dewpoint braucht {low} oder neuer, aber älter als {high}.</translation>
    </message>
    <message>
        <source>{package}, built for the CPU</source>
        <translation>{package}, gebaut für den Prozessor</translation>
    </message>
    <message>
        <source>{package}, built for CUDA {cuda}</source>
        <translation>{package}, gebaut für CUDA {cuda}</translation>
    </message>
    <message>
        <source>{name}, {count} threads.</source>
        <translation>{name}, {count} Threads.</translation>
    </message>
    <message>
        <source>The installed torch is a build for the CPU and cannot use it. Close Dewpoint and run {starter}: it installs the build for this card.</source>
        <translation>Das installierte torch ist für den Prozessor gebaut und kann sie nicht nutzen. Schließe Dewpoint und führe {starter} aus: Das installiert das torch für diese Karte.</translation>
    </message>
    <message>
        <source>{name} is not installed. Run {starter} to set Dewpoint up.</source>
        <translation>{name} ist nicht installiert. Führe {starter} aus, um Dewpoint einzurichten.</translation>
    </message>
    <message>
        <source>No NVIDIA GPU was found. The full model needs one; the demo runs on the processor.</source>
        <translation>Keine NVIDIA-GPU gefunden. Das volle Modell braucht eine; die Demo läuft auf dem Prozessor.</translation>
    </message>
    <message>
        <source>Without Triton it cannot be used. Run {starter}.</source>
        <translation>Ohne Triton kann sie nicht benutzt werden. Führe {starter} aus.</translation>
    </message>
    <message>
        <source>Without a C compiler it cannot be used. Install gcc.</source>
        <translation>Ohne C-Compiler kann sie nicht benutzt werden. Installiere gcc.</translation>
    </message>
    <message>
        <source>Without Python&apos;s headers it cannot be used. Install {package}.</source>
        <translation>Ohne die Header von Python kann sie nicht benutzt werden. Installiere {package}.</translation>
    </message>
    <message>
        <source>{total:.1f} GiB</source>
        <translation>{total:.1f} GiB</translation>
    </message>
    <message>
        <source>{total:.1f} GiB, {free:.1f} GiB of it free</source>
        <translation>{total:.1f} GiB, davon {free:.1f} GiB frei</translation>
    </message>
    <message>
        <source>{found}; the demo model wants {needed:.0f} GiB. Close other programs.</source>
        <translation>{found}; das Demomodell braucht {needed:.0f} GiB. Beende andere Programme.</translation>
    </message>
    <message>
        <source>{free:.1f} GB free of {total:.1f} GB at {place}, room for the full model.</source>
        <translation>{free:.1f} GB von {total:.1f} GB frei auf {place}, genug Platz für das volle Modell.</translation>
    </message>
    <message>
        <source>{free:.1f} GB free of {total:.1f} GB at {place}, too little for the full model.</source>
        <translation>{free:.1f} GB von {total:.1f} GB frei auf {place}, zu wenig für das volle Modell.</translation>
    </message>
    <message>
        <source>Complete in {folder}.</source>
        <translation>Vollständig in {folder}.</translation>
    </message>
    <message>
        <source>{files} missing in {folder}. Get Dewpoint&apos;s files again.</source>
        <translation>In {folder} fehlt: {files}. Besorge die Dateien von Dewpoint noch einmal.</translation>
    </message>
    <message>
        <source>The model&apos;s generation_config.json has no usable {key}.</source>
        <translation>Die generation_config.json des Modells hat kein brauchbares {key}.</translation>
    </message>
    <message>
        <source>The model&apos;s {file} has no usable {name}: {value}.</source>
        <translation>Die Datei {file} des Modells hat kein brauchbares {name}: {value}.</translation>
    </message>
    <message>
        <source>Choose the folder of a DiffusionGemma model.</source>
        <translation>Wähle den Ordner eines DiffusionGemma-Modells.</translation>
    </message>
    <message>
        <source>This is a model of type “{kind}”, not a DiffusionGemma.</source>
        <translation>Das ist ein Modell vom Typ „{kind}“, kein DiffusionGemma.</translation>
    </message>
    <message>
        <source>This network cannot compute a model with {field} = {value}.</source>
        <translation>Dieses Netz kann kein Modell mit {field} = {value} berechnen.</translation>
    </message>
    <message>
        <source>There is no preset “{name}”.</source>
        <translation>Es gibt keine Voreinstellung „{name}“.</translation>
    </message>
    <message>
        <source>Choose one of: {names}.</source>
        <translation>Wähle eine von diesen: {names}.</translation>
    </message>
    <message>
        <source>The room for an answer must be at least 1 token, not {tokens}.</source>
        <translation>Der Platz für eine Antwort muss mindestens 1 Token sein, nicht {tokens}.</translation>
    </message>
    <message>
        <source>Give --max-new-tokens a positive number.</source>
        <translation>Gib --max-new-tokens eine positive Zahl.</translation>
    </message>
    <message>
        <source>The seed {seed} is out of range.</source>
        <translation>Der Seed {seed} liegt außerhalb des Bereichs.</translation>
    </message>
    <message>
        <source>Choose a seed from 0 to 2^63 - 1.</source>
        <translation>Wähle einen Seed von 0 bis 2^63 - 1.</translation>
    </message>
    <message>
        <source>The last temperature {last} is above the first, {first}.</source>
        <translation>Die letzte Temperatur {last} liegt über der ersten, {first}.</translation>
    </message>
    <message>
        <source>Choose a first temperature that is at least the last one.</source>
        <translation>Wähle eine erste Temperatur, die nicht unter der letzten liegt.</translation>
    </message>
    <message>
        <source>Choose from {least} to {most}.</source>
        <translation>Wähle von {least} bis {most}.</translation>
    </message>
    <message>
        <source>Steps cannot be {value}.</source>
        <translation>Die Zahl der Schritte kann nicht {value} sein.</translation>
    </message>
    <message>
        <source>Entropy bound cannot be {value}.</source>
        <translation>Die Grenze der Entropie kann nicht {value} sein.</translation>
    </message>
    <message>
        <source>First temperature cannot be {value}.</source>
        <translation>Die erste Temperatur kann nicht {value} sein.</translation>
    </message>
    <message>
        <source>Last temperature cannot be {value}.</source>
        <translation>Die letzte Temperatur kann nicht {value} sein.</translation>
    </message>
    <message>
        <source>The GPU&apos;s kernels cannot be compiled here.</source>
        <translation>Die Kernel der Grafikkarte lassen sich hier nicht übersetzen.</translation>
    </message>
    <message>
        <source>This model needs an NVIDIA GPU, and none can be used here.</source>
        <translation>Dieses Modell braucht eine NVIDIA-Karte, und hier lässt sich keine verwenden.</translation>
    </message>
    <message>
        <source>Without one it would take {needed:.0f} GiB of memory. Use the demo model. “Models…” in the menu tells what is missing.</source>
        <translation>Ohne sie bräuchte es {needed:.0f} GiB Arbeitsspeicher. Nimm das Demomodell. „Modelle …“ im Menü zeigt, was fehlt.</translation>
    </message>
    <message>
        <source>A context of {tokens:,} tokens is out of range.</source>
        <translation>Ein Kontext von {tokens:,} Tokens liegt außerhalb des Bereichs.</translation>
    </message>
    <message>
        <source>Choose one from {least:,}, for a prompt and a canvas, to {most:,}, the model&apos;s own limit.</source>
        <translation>Wähle einen von {least:,}, für einen Prompt und eine Leinwand, bis {most:,}, der Grenze des Modells.</translation>
    </message>
    <message>
        <source>A context of {tokens:,} tokens needs {needed:.1f} GiB of free GPU memory at least; {free:.1f} GiB are free.</source>
        <translation>Ein Kontext von {tokens:,} Tokens braucht mindestens {needed:.1f} GiB freien Speicher auf der Karte; frei sind {free:.1f} GiB.</translation>
    </message>
    <message>
        <source>Close programs that use the GPU, or use the demo model.</source>
        <translation>Beende Programme, die die Karte benutzen, oder nimm das Demomodell.</translation>
    </message>
    <message>
        <source>Ask for a context of {tokens:,} tokens, or close programs that use the GPU.</source>
        <translation>Verlange einen Kontext von {tokens:,} Tokens, oder beende Programme, die die Karte benutzen.</translation>
    </message>
    <message>
        <source>The shortest context would fit with {more:.1f} GiB more: close programs that use the GPU, or use the demo model.</source>
        <translation>Der kürzeste Kontext würde mit {more:.1f} GiB mehr passen: Beende Programme, die die Karte benutzen, oder nimm das Demomodell.</translation>
    </message>
    <message>
        <source>experts</source>
        <translation>Experten</translation>
    </message>
    <message>
        <source>attention</source>
        <translation>Attention</translation>
    </message>
    <message>
        <source>dense layers</source>
        <translation>dichte Schichten</translation>
    </message>
    <message>
        <source>embedding</source>
        <translation>Embedding</translation>
    </message>
    <message>
        <source>self-conditioning</source>
        <translation>Selbstkonditionierung</translation>
    </message>
    <message>
        <source>routers</source>
        <translation>Router</translation>
    </message>
    <message>
        <source>norms and scalars</source>
        <translation>Normen und Skalare</translation>
    </message>
    <message>
        <source>vision tower</source>
        <translation>Bildencoder</translation>
    </message>
    <message>
        <source>rotations</source>
        <translation>Rotationen</translation>
    </message>
    <message>
        <source>KV cache, sliding layers</source>
        <translation>KV-Cache, gleitende Schichten</translation>
    </message>
    <message>
        <source>KV cache, full layers</source>
        <translation>KV-Cache, volle Schichten</translation>
    </message>
    <message>
        <source>prefill chunk</source>
        <translation>Stück des Prefill</translation>
    </message>
    <message>
        <source>denoising step</source>
        <translation>Schritt des Entrauschens</translation>
    </message>
    <message>
        <source>sampler</source>
        <translation>Sampler</translation>
    </message>
    <message>
        <source>vision work</source>
        <translation>Arbeit am Bild</translation>
    </message>
    <message>
        <source>cuBLAS workspaces (estimate)</source>
        <translation>Arbeitsbereiche von cuBLAS (geschätzt)</translation>
    </message>
    <message>
        <source>CUDA context (estimate)</source>
        <translation>CUDA-Kontext (geschätzt)</translation>
    </message>
    <message>
        <source>allocator slack (estimate)</source>
        <translation>Verschnitt der Speicherverwaltung (geschätzt)</translation>
    </message>
    <message>
        <source>There is nothing to answer.</source>
        <translation>Es gibt nichts zu beantworten.</translation>
    </message>
    <message>
        <source>Write a message first.</source>
        <translation>Schreib zuerst eine Nachricht.</translation>
    </message>
    <message>
        <source>The message is empty.</source>
        <translation>Die Nachricht ist leer.</translation>
    </message>
    <message>
        <source>Write something first.</source>
        <translation>Schreib zuerst etwas.</translation>
    </message>
    <message>
        <source>The message is not text.</source>
        <translation>Die Nachricht ist kein Text.</translation>
    </message>
    <message>
        <source>It holds bytes that are no characters; remove them.</source>
        <translation>Sie enthält Bytes, die keine Zeichen sind; entferne sie.</translation>
    </message>
    <message>
        <source>There is no tokenizer in {folder}.</source>
        <translation>In {folder} ist kein Tokenizer.</translation>
    </message>
    <message>
        <source>Choose the folder of a complete model.</source>
        <translation>Wähle den Ordner eines vollständigen Modells.</translation>
    </message>
    <message>
        <source>The tokenizer in {folder} cannot be read.</source>
        <translation>Der Tokenizer in {folder} lässt sich nicht lesen.</translation>
    </message>
    <message>
        <source>The model&apos;s chat template does not work.</source>
        <translation>Die Chatvorlage des Modells funktioniert nicht.</translation>
    </message>
    <message>
        <source>The model&apos;s tokenizer has the id {id}, which no vocabulary reaches.</source>
        <translation>Der Tokenizer des Modells hat die Nummer {id}, an die kein Vokabular heranreicht.</translation>
    </message>
    <message>
        <source>The model&apos;s tokenizer has no {token}.</source>
        <translation>Der Tokenizer des Modells hat kein {token}.</translation>
    </message>
    <message>
        <source>Choose the folder of a DiffusionGemma chat model.</source>
        <translation>Wähle den Ordner eines DiffusionGemma-Chatmodells.</translation>
    </message>
    <message>
        <source>No model is loaded.</source>
        <translation>Kein Modell ist geladen.</translation>
    </message>
    <message>
        <source>Wait for it, or choose one.</source>
        <translation>Warte darauf, oder wähle eines.</translation>
    </message>
    <message>
        <source>This answer was made with other tokens than this model has.</source>
        <translation>Diese Antwort entstand mit anderen Tokens, als dieses Modell hat.</translation>
    </message>
    <message>
        <source>Load the model that made it.</source>
        <translation>Lade das Modell, das sie gemacht hat.</translation>
    </message>
    <message>
        <source>The recording does not spell these words, so they cannot be renoised.</source>
        <translation>Die Aufzeichnung enthält diese Wörter nicht, deshalb lassen sie sich nicht neu verrauschen.</translation>
    </message>
    <message>
        <source>Ask for another answer, and change that one.</source>
        <translation>Verlange eine andere Antwort, und ändere diese.</translation>
    </message>
    <message>
        <source>Load a model, then ask again.</source>
        <translation>Lade ein Modell und frage dann noch einmal.</translation>
    </message>
    <message>
        <source>The engine is closed.</source>
        <translation>Die Engine ist geschlossen.</translation>
    </message>
    <message>
        <source>Start Dewpoint again.</source>
        <translation>Starte Dewpoint neu.</translation>
    </message>
    <message>
        <source>No slot can be steered with {steering}.</source>
        <translation>Mit {steering} lässt sich kein Platz steuern.</translation>
    </message>
    <message>
        <source>Name a slot and a token from 0 up.</source>
        <translation>Nenne einen Platz und ein Token, gezählt ab 0.</translation>
    </message>
    <message>
        <source>This answer was steered with another model.</source>
        <translation>Diese Antwort wurde mit einem anderen Modell gesteuert.</translation>
    </message>
    <message>
        <source>Load that model, or ask without steering.</source>
        <translation>Lade jenes Modell, oder frage, ohne zu steuern.</translation>
    </message>
    <message>
        <source>At most {most} tokens can be forbidden in one slot.</source>
        <translation>Auf einem Platz lassen sich höchstens {most} Tokens verbieten.</translation>
    </message>
    <message>
        <source>Allow another one.</source>
        <translation>Erlaube ein anderes wieder.</translation>
    </message>
    <message>
        <source>The answer has no block {block}.</source>
        <translation>Die Antwort hat keinen Block {block}.</translation>
    </message>
    <message>
        <source>No slot is chosen.</source>
        <translation>Kein Platz ist gewählt.</translation>
    </message>
    <message>
        <source>A chosen slot is outside of its block.</source>
        <translation>Ein gewählter Platz liegt außerhalb seines Blocks.</translation>
    </message>
    <message>
        <source>This answer was made by another model.</source>
        <translation>Diese Antwort stammt von einem anderen Modell.</translation>
    </message>
    <message>
        <source>Load that model, or ask again.</source>
        <translation>Lade jenes Modell, oder frage noch einmal.</translation>
    </message>
    <message>
        <source>These words take one token, the least there is.</source>
        <translation>Diese Wörter brauchen ein Token, weniger geht nicht.</translation>
    </message>
    <message>
        <source>Select more words.</source>
        <translation>Markiere mehr Wörter.</translation>
    </message>
    <message>
        <source>This block is full to its end, so nothing in it can move.</source>
        <translation>Dieser Block ist bis zum Ende voll, deshalb kann sich darin nichts verschieben.</translation>
    </message>
    <message>
        <source>Select words nearer the end of the answer, or use Renoise, which keeps their length.</source>
        <translation>Markiere Wörter näher am Ende der Antwort, oder nimm „Neu verrauschen“, das ihre Länge behält.</translation>
    </message>
    <message>
        <source>This block is too full for that. Tokens of room left: {room}.</source>
        <translation>Dieser Block ist dafür zu voll. Noch freie Tokens: {room}.</translation>
    </message>
    <message>
        <source>Select fewer words, or use Renoise, which keeps their length.</source>
        <translation>Markiere weniger Wörter, oder nimm „Neu verrauschen“, das ihre Länge behält.</translation>
    </message>
    <message>
        <source>Select words of the answer.</source>
        <translation>Markiere Wörter der Antwort.</translation>
    </message>
    <message>
        <source>The recording was made with another vocabulary, that of {model}.</source>
        <translation>Die Aufzeichnung entstand mit einem anderen Wortschatz, dem von {model}.</translation>
    </message>
    <message>
        <source>Load the model it was made with, or import it with its own words.</source>
        <translation>Lade das Modell, mit dem sie entstand, oder importiere sie mit ihren eigenen Wörtern.</translation>
    </message>
    <message>
        <source>Choose a file that Dewpoint has exported.</source>
        <translation>Wähle eine Datei, die Dewpoint exportiert hat.</translation>
    </message>
    <message>
        <source>The recording comes from a later version of Dewpoint (format {later}, this reads {own}).</source>
        <translation>Die Aufzeichnung kommt von einer neueren Version von Dewpoint (Format {later}, diese liest {own}).</translation>
    </message>
    <message>
        <source>The answer itself is not affected.</source>
        <translation>Die Antwort selbst ist nicht betroffen.</translation>
    </message>
    <message>
        <source>The model&apos;s chat template has no place for images.</source>
        <translation>Die Chatvorlage des Modells hat keine Stelle für Bilder.</translation>
    </message>
    <message>
        <source>Remove the images from the conversation.</source>
        <translation>Entferne die Bilder aus dem Gespräch.</translation>
    </message>
    <message>
        <source>The image is too small to be seen.</source>
        <translation>Das Bild ist zu klein, um gesehen zu werden.</translation>
    </message>
    <message>
        <source>The image is too narrow to be seen.</source>
        <translation>Das Bild ist zu schmal, um gesehen zu werden.</translation>
    </message>
    <message>
        <source>The model has a tensor that its vision tower does not use: {tensor}.</source>
        <translation>Das Modell hat einen Tensor, den sein Bildencoder nicht verwendet: {tensor}.</translation>
    </message>
    <message>
        <source>The image is too large.</source>
        <translation>Das Bild ist zu groß.</translation>
    </message>
    <message>
        <source>Make it smaller than 89 million pixels.</source>
        <translation>Mach es kleiner als 89 Millionen Pixel.</translation>
    </message>
    <message>
        <source>The image cannot be read.</source>
        <translation>Das Bild lässt sich nicht lesen.</translation>
    </message>
    <message>
        <source>Choose another image.</source>
        <translation>Wähle ein anderes Bild.</translation>
    </message>
    <message>
        <source>Apache-2.0, with Gemma&apos;s prohibited uses</source>
        <translation>Apache-2.0, mit Gemmas Liste verbotener Verwendungen</translation>
    </message>
    <message>
        <source>The tensor {name} has the shape {found}, not {shape}.</source>
        <translation>Der Tensor {name} hat die Form {found}, nicht {shape}.</translation>
    </message>
    <message>
        <source>The tensor {name} in {file} cannot be read.</source>
        <translation>Der Tensor {name} in {file} lässt sich nicht lesen.</translation>
    </message>
    <message>
        <source>The tensor {name} holds values that are not numbers.</source>
        <translation>Der Tensor {name} enthält Werte, die keine Zahlen sind.</translation>
    </message>
    <message>
        <source>The model has no tensor {name}.</source>
        <translation>Das Modell hat keinen Tensor {name}.</translation>
    </message>
    <message>
        <source>The file {file} is missing.</source>
        <translation>Die Datei {file} fehlt.</translation>
    </message>
    <message>
        <source>The file {file} is truncated or altered.</source>
        <translation>Die Datei {file} ist abgeschnitten oder verändert.</translation>
    </message>
    <message>
        <source>The file {file} has no tensor {name}.</source>
        <translation>Die Datei {file} hat keinen Tensor {name}.</translation>
    </message>
    <message>
        <source>There is no {file} in {folder}.</source>
        <translation>In {folder} gibt es keine Datei {file}.</translation>
    </message>
    <message>
        <source>The file {file} cannot be read.</source>
        <translation>Die Datei {file} lässt sich nicht lesen.</translation>
    </message>
    <message>
        <source>The file {file} is not a JSON object.</source>
        <translation>Die Datei {file} ist kein JSON-Objekt.</translation>
    </message>
    <message>
        <source>Choose a folder that holds a model, or use the demo model.</source>
        <translation>Wähle einen Ordner, der ein Modell enthält, oder nimm das Demomodell.</translation>
    </message>
    <message>
        <source>There is no model in {folder}.</source>
        <translation>In {folder} ist kein Modell.</translation>
    </message>
    <message>
        <source>The file {file} has no usable weight_map.</source>
        <translation>Die Datei {file} hat keine brauchbare weight_map.</translation>
    </message>
    <message>
        <source>The tensor {name} is stored as {kind}.</source>
        <translation>Der Tensor {name} ist als {kind} gespeichert.</translation>
    </message>
    <message>
        <source>The model in {folder} is quantized already.</source>
        <translation>Das Modell in {folder} ist schon quantisiert.</translation>
    </message>
    <message>
        <source>Converting was stopped.</source>
        <translation>Die Umwandlung wurde angehalten.</translation>
    </message>
    <message>
        <source>Start it again with the same folders to go on.</source>
        <translation>Starte sie noch einmal mit denselben Ordnern, dann geht sie weiter.</translation>
    </message>
    <message>
        <source>The model has no experts that could be packed.</source>
        <translation>Das Modell hat keine Experten, die sich packen ließen.</translation>
    </message>
    <message>
        <source>Choose the folder of a model in bfloat16.</source>
        <translation>Wähle den Ordner eines Modells in bfloat16.</translation>
    </message>
    <message>
        <source>The tensor {name} has the shape {shape}, which NVFP4 does not hold.</source>
        <translation>Der Tensor {name} hat die Form {shape}, die NVFP4 nicht fasst.</translation>
    </message>
    <message>
        <source>{folder} holds another conversion.</source>
        <translation>{folder} enthält eine andere Umwandlung.</translation>
    </message>
    <message>
        <source>Choose an empty folder, or delete this one.</source>
        <translation>Wähle einen leeren Ordner, oder lösche diesen.</translation>
    </message>
    <message>
        <source>{path} is a file, not a folder.</source>
        <translation>{path} ist eine Datei, kein Ordner.</translation>
    </message>
    <message>
        <source>Choose an empty folder.</source>
        <translation>Wähle einen leeren Ordner.</translation>
    </message>
    <message>
        <source>{folder} is not empty.</source>
        <translation>{folder} ist nicht leer.</translation>
    </message>
    <message>
        <source>Choose an empty folder to convert into.</source>
        <translation>Wähle für das Ergebnis einen leeren Ordner.</translation>
    </message>
    <message>
        <source>The files at this address are not those of {model} that Dewpoint knows.</source>
        <translation>Die Dateien an dieser Adresse sind nicht die von {model}, die Dewpoint kennt.</translation>
    </message>
    <message>
        <source>Use another download address, or look for a newer version of Dewpoint.</source>
        <translation>Nimm eine andere Adresse für Downloads, oder sieh nach einer neueren Version von Dewpoint.</translation>
    </message>
    <message>
        <source>None of the files of {model} are in {folder}.</source>
        <translation>In {folder} liegt keine der Dateien von {model}.</translation>
    </message>
    <message>
        <source>Choose the folder that they lie in, or a folder of the Hub&apos;s cache; or download them.</source>
        <translation>Wähle den Ordner, in dem sie liegen, oder einen Ordner im Cache des Hubs; oder lade sie herunter.</translation>
    </message>
    <message>
        <source>Another Dewpoint is working in {folder}.</source>
        <translation>Ein anderes Dewpoint arbeitet in {folder}.</translation>
    </message>
    <message>
        <source>Wait for it, or end it. What it has fetched will be used.</source>
        <translation>Warte, bis es fertig ist, oder beende es. Was es geholt hat, wird verwendet.</translation>
    </message>
    <message>
        <source>Choose a folder.</source>
        <translation>Wähle einen Ordner.</translation>
    </message>
    <message>
        <source>The folder {folder} holds other things, “{name}” for one.</source>
        <translation>Der Ordner {folder} enthält andere Dinge, zum Beispiel „{name}“.</translation>
    </message>
    <message>
        <source>Choose an empty folder, or a new name.</source>
        <translation>Wähle einen leeren Ordner oder einen neuen Namen.</translation>
    </message>
    <message>
        <source>The folder {folder} holds another model, {model}.</source>
        <translation>Im Ordner {folder} liegt ein anderes Modell, {model}.</translation>
    </message>
    <message>
        <source>Choose another folder, or remove that model first.</source>
        <translation>Wähle einen anderen Ordner, oder entferne zuerst dieses Modell.</translation>
    </message>
    <message>
        <source>The disk of {folder} is formatted as FAT32, which takes no files over 4 GiB.</source>
        <translation>Der Datenträger von {folder} ist als FAT32 formatiert und nimmt keine Dateien über 4 GiB.</translation>
    </message>
    <message>
        <source>Choose a folder on another disk.</source>
        <translation>Wähle einen Ordner auf einem anderen Datenträger.</translation>
    </message>
    <message>
        <source>{files} changed since the download was verified.</source>
        <translation>Verändert, seit der Download geprüft wurde: {files}.</translation>
    </message>
    <message>
        <source>Download the model again to the same folder: only what is damaged is fetched.</source>
        <translation>Lade das Modell noch einmal in denselben Ordner herunter: Geholt wird nur, was beschädigt ist.</translation>
    </message>
    <message>
        <source>The speed limit is {limit} bytes per second.</source>
        <translation>Das Höchsttempo ist {limit} Bytes je Sekunde.</translation>
    </message>
    <message>
        <source>Choose at least {least}, or no limit.</source>
        <translation>Wähle mindestens {least}, oder kein Höchsttempo.</translation>
    </message>
    <message>
        <source>It sends to an address that is none.</source>
        <translation>Er schickt zu einer Adresse, die keine ist.</translation>
    </message>
    <message>
        <source>It sends from one address to the next.</source>
        <translation>Er schickt von einer Adresse zur nächsten.</translation>
    </message>
    <message>
        <source>It sends more than it announced.</source>
        <translation>Er sendet mehr, als er angekündigt hat.</translation>
    </message>
    <message>
        <source>The connection is not safe: the certificate is not the server&apos;s.</source>
        <translation>Die Verbindung ist nicht sicher: Das Zertifikat ist nicht das des Servers.</translation>
    </message>
    <message>
        <source>Check this PC&apos;s date and time, or ask who runs this network. Then try again.</source>
        <translation>Prüfe Datum und Uhrzeit dieses PCs, oder frage, wer dieses Netz betreibt. Versuche es dann noch einmal.</translation>
    </message>
    <message>
        <source>The proxy refuses the connection.</source>
        <translation>Der Proxy verweigert die Verbindung.</translation>
    </message>
    <message>
        <source>Check the proxy&apos;s address, user name and password in the settings, then try again.</source>
        <translation>Prüfe in den Einstellungen Adresse, Benutzernamen und Passwort des Proxys. Versuche es dann noch einmal.</translation>
    </message>
    <message>
        <source>There is no connection to the server.</source>
        <translation>Es gibt keine Verbindung zum Server.</translation>
    </message>
    <message>
        <source>What has arrived is kept. Try again, and it goes on from there.</source>
        <translation>Was angekommen ist, bleibt erhalten. Versuche es noch einmal: Es geht von dort aus weiter.</translation>
    </message>
    <message>
        <source>The server is busy.</source>
        <translation>Der Server ist überlastet.</translation>
    </message>
    <message>
        <source>Wait a while. What has arrived is kept. Try again, and it goes on from there.</source>
        <translation>Warte eine Weile. Was angekommen ist, bleibt erhalten. Versuche es noch einmal: Es geht von dort aus weiter.</translation>
    </message>
    <message>
        <source>The server does not give this model to you.</source>
        <translation>Der Server gibt dir dieses Modell nicht.</translation>
    </message>
    <message>
        <source>Accept its licence on the model&apos;s page, or check the access token.</source>
        <translation>Nimm auf der Seite des Modells seine Lizenz an, oder prüfe das Zugangstoken.</translation>
    </message>
    <message>
        <source>A file of this version is no longer there.</source>
        <translation>Eine Datei dieser Version ist nicht mehr da.</translation>
    </message>
    <message>
        <source>Look for a newer version of Dewpoint.</source>
        <translation>Sieh nach einer neueren Version von Dewpoint.</translation>
    </message>
    <message>
        <source>It answers with status {status}.</source>
        <translation>Er antwortet mit Status {status}.</translation>
    </message>
    <message>
        <source>It packs the files it sends.</source>
        <translation>Er packt die Dateien, die er sendet.</translation>
    </message>
    <message>
        <source>It has nothing behind what is already here.</source>
        <translation>Er hat nichts hinter dem, was schon hier ist.</translation>
    </message>
    <message>
        <source>It sends another part of the file than was asked for.</source>
        <translation>Er sendet einen anderen Teil der Datei als den verlangten.</translation>
    </message>
    <message>
        <source>The server&apos;s {file} has another size than it should.</source>
        <translation>Auf dem Server hat {file} eine andere Größe, als es sollte.</translation>
    </message>
    <message>
        <source>Try again later, or use another download address.</source>
        <translation>Versuche es später noch einmal, oder nimm eine andere Adresse für Downloads.</translation>
    </message>
    <message>
        <source>The server&apos;s answers make no sense. {how}</source>
        <translation>Die Antworten des Servers ergeben keinen Sinn. {how}</translation>
    </message>
    <message>
        <source>This network wants you to sign in first: it answered with a page of its own.</source>
        <translation>Bei diesem Netz muss man sich zuerst anmelden: Es hat mit einer eigenen Seite geantwortet.</translation>
    </message>
    <message>
        <source>Open a web page in your browser and sign in. What has arrived is kept. Try again, and it goes on from there.</source>
        <translation>Öffne im Browser eine Webseite und melde dich an. Was angekommen ist, bleibt erhalten. Versuche es noch einmal: Es geht von dort aus weiter.</translation>
    </message>
    <message>
        <source>“{name}” is no name of a repository.</source>
        <translation>„{name}“ ist kein Name eines Repositorys.</translation>
    </message>
    <message>
        <source>Write it as owner/name.</source>
        <translation>Schreib ihn als Besitzer/Name.</translation>
    </message>
    <message>
        <source>Open a web page in your browser and sign in, then try again.</source>
        <translation>Öffne im Browser eine Webseite und melde dich an. Versuche es dann noch einmal.</translation>
    </message>
    <message>
        <source>{repository} holds no model that Dewpoint can fetch.</source>
        <translation>{repository} enthält kein Modell, das Dewpoint holen kann.</translation>
    </message>
    <message>
        <source>Choose another one. ({error})</source>
        <translation>Wähle ein anderes. ({error})</translation>
    </message>
    <message>
        <source>This model wants its licence to be accepted first.</source>
        <translation>Für dieses Modell muss man zuerst seine Lizenz annehmen.</translation>
    </message>
    <message>
        <source>Accept it on the model&apos;s page, then enter an access token.</source>
        <translation>Nimm sie auf der Seite des Modells an, und gib dann ein Zugangstoken ein.</translation>
    </message>
    <message>
        <source>The model is not available at this address.</source>
        <translation>Das Modell gibt es an dieser Adresse nicht.</translation>
    </message>
    <message>
        <source>Check its name and the download address.</source>
        <translation>Prüfe seinen Namen und die Adresse für Downloads.</translation>
    </message>
    <message>
        <source>The access token was refused.</source>
        <translation>Das Zugangstoken wurde abgelehnt.</translation>
    </message>
    <message>
        <source>Check it, or remove it where none is needed.</source>
        <translation>Prüfe es, oder entferne es, wo keines gebraucht wird.</translation>
    </message>
    <message>
        <source>Check the proxy and the download address.</source>
        <translation>Prüfe den Proxy und die Adresse für Downloads.</translation>
    </message>
    <message>
        <source>This Dewpoint expects a version of the model that was removed or replaced.</source>
        <translation>Dieses Dewpoint erwartet eine Version des Modells, die entfernt oder ersetzt wurde.</translation>
    </message>
    <message>
        <source>Look for a newer version of Dewpoint, or use another download address.</source>
        <translation>Sieh nach einer neueren Version von Dewpoint, oder nimm eine andere Adresse für Downloads.</translation>
    </message>
    <message>
        <source>There is no finished model in {folder}.</source>
        <translation>In {folder} ist kein fertiges Modell.</translation>
    </message>
    <message>
        <source>Download it, or choose another folder.</source>
        <translation>Lade es herunter, oder wähle einen anderen Ordner.</translation>
    </message>
    <message>
        <source>The list of files {file} in {folder} was changed.</source>
        <translation>Die Dateiliste {file} in {folder} wurde verändert.</translation>
    </message>
    <message>
        <source>Download the model again to this folder: what is there is checked and kept.</source>
        <translation>Lade das Modell noch einmal in diesen Ordner herunter: Was da ist, wird geprüft und behalten.</translation>
    </message>
    <message>
        <source>There is no room in {folder}: it needs {needed:.1f} GB more.</source>
        <translation>In {folder} ist kein Platz: Gebraucht werden noch {needed:.1f} GB.</translation>
    </message>
    <message>
        <source>There is no room in {folder}: it needs {needed:.1f} GB more and has {free:.1f} GB.</source>
        <translation>In {folder} ist kein Platz: Gebraucht werden noch {needed:.1f} GB, frei sind {free:.1f} GB.</translation>
    </message>
    <message>
        <source>Free some space or choose another folder. What has arrived is kept.</source>
        <translation>Schaffe Platz, oder wähle einen anderen Ordner. Was angekommen ist, bleibt erhalten.</translation>
    </message>
    <message>
        <source>The disk of {folder} takes no files of this size.</source>
        <translation>Der Datenträger von {folder} nimmt keine Dateien dieser Größe.</translation>
    </message>
    <message>
        <source>Choose a folder on a disk that is formatted as NTFS, exFAT or ext4.</source>
        <translation>Wähle einen Ordner auf einem Datenträger, der als NTFS, exFAT oder ext4 formatiert ist.</translation>
    </message>
    <message>
        <source>Another program is using a file in {folder}.</source>
        <translation>Ein anderes Programm benutzt eine Datei in {folder}.</translation>
    </message>
    <message>
        <source>Close it, then try again.</source>
        <translation>Schließe es und versuche es dann noch einmal.</translation>
    </message>
    <message>
        <source>The folder {folder} cannot be used: {reason}.</source>
        <translation>Der Ordner {folder} lässt sich nicht verwenden: {reason}.</translation>
    </message>
    <message>
        <source>Choose another folder.</source>
        <translation>Wähle einen anderen Ordner.</translation>
    </message>
    <message>
        <source>“{address}” cannot be a download address.</source>
        <translation>„{address}“ kann keine Adresse für Downloads sein.</translation>
    </message>
    <message>
        <source>Give an address like https://huggingface.co.</source>
        <translation>Gib eine Adresse wie https://huggingface.co an.</translation>
    </message>
    <message>
        <source>The model is in this folder already.</source>
        <translation>Das Modell ist schon in diesem Ordner.</translation>
    </message>
    <message>
        <source>The model was moved, but its old folder could not be deleted. {reason}</source>
        <translation>Das Modell wurde verschoben, aber sein alter Ordner konnte nicht gelöscht werden. {reason}</translation>
    </message>
    <message>
        <source>Close what uses the folder {folder}, then delete it yourself.</source>
        <translation>Schließe, was den Ordner {folder} benutzt, und lösche ihn dann selbst.</translation>
    </message>
    <message>
        <source>{file} arrived with wrong bytes, twice.</source>
        <translation>{file} kam zweimal mit falschen Bytes an.</translation>
    </message>
    <message>
        <source>Nothing of it is used. Try again later, or use another download address.</source>
        <translation>Nichts davon wird verwendet. Versuche es später noch einmal, oder nimm eine andere Adresse für Downloads.</translation>
    </message>
    <message>
        <source>It ends a file too early.</source>
        <translation>Er beendet eine Datei zu früh.</translation>
    </message>
    <message>
        <source>int4 with groups of {length}</source>
        <translation>int4 mit Gruppen zu {length}</translation>
    </message>
    <message>
        <source>NVFP4 with groups of {length}</source>
        <translation>NVFP4 mit Gruppen zu {length}</translation>
    </message>
    <message>
        <source>This model is quantized as {kind}, which Dewpoint does not read.</source>
        <translation>Dieses Modell ist als {kind} quantisiert, und das liest Dewpoint nicht.</translation>
    </message>
    <message>
        <source>Choose a checkpoint in bfloat16, or one with experts in NVFP4 or int4.</source>
        <translation>Wähle einen Checkpoint in bfloat16, oder einen mit Experten in NVFP4 oder int4.</translation>
    </message>
    <message>
        <source>The matrix {name} is packed, but config.json names no format.</source>
        <translation>Die Matrix {name} ist gepackt, aber config.json nennt kein Format.</translation>
    </message>
    <message>
        <source>The model has a tensor that this network does not use: {name}.</source>
        <translation>Das Modell hat einen Tensor, den dieses Netz nicht verwendet: {name}.</translation>
    </message>
    <message>
        <source>The tensor {name} is not above zero.</source>
        <translation>Der Tensor {name} ist nicht größer als null.</translation>
    </message>
    <message>
        <source>The tensor {name} says {found}, not {shape}.</source>
        <translation>Der Tensor {name} sagt {found}, nicht {shape}.</translation>
    </message>
    <message>
        <source>Loading was stopped.</source>
        <translation>Das Laden wurde angehalten.</translation>
    </message>
    <message>
        <source>Load the model again.</source>
        <translation>Lade das Modell noch einmal.</translation>
    </message>
    <message>
        <source>by step</source>
        <translation>nach Schritt</translation>
    </message>
    <message>
        <source>by what is kept</source>
        <translation>nach dem, was bleibt</translation>
    </message>
    <message>
        <source>by time</source>
        <translation>nach Zeit</translation>
    </message>
    <message>
        <source>soft blocks</source>
        <translation>weiche Blöcke</translation>
    </message>
    <message>
        <source>dots</source>
        <translation>Punkte</translation>
    </message>
    <message>
        <source>dimmed drafts</source>
        <translation>blasse Entwürfe</translation>
    </message>
    <message>
        <source>noise tokens</source>
        <translation>Rauschen</translation>
    </message>
    <message>
        <source>blocks until final</source>
        <translation>Blöcke bis zuletzt</translation>
    </message>
    <message>
        <source>Now: committed</source>
        <translation>Jetzt: festgeschrieben</translation>
    </message>
    <message>
        <source>Now: pinned</source>
        <translation>Jetzt: festgehalten</translation>
    </message>
    <message>
        <source>Now: accepted</source>
        <translation>Jetzt: angenommen</translation>
    </message>
    <message>
        <source>Now: re-noised</source>
        <translation>Jetzt: neu verrauscht</translation>
    </message>
    <message>
        <source>Now: noise</source>
        <translation>Jetzt: Rauschen</translation>
    </message>
    <message>
        <source>{state}, in the tail</source>
        <translation>{state}, hinter dem Ende</translation>
    </message>
    <message>
        <source>{state}; its draft is stable for {steps}</source>
        <translation>{state}; Entwurf stabil: {steps}</translation>
    </message>
    <message>
        <source>{steps} in {seconds:.1f} s</source>
        <translation>{steps} in {seconds:.1f} s</translation>
    </message>
    <message>
        <source>{rate:,.0f} tok/s in the steps</source>
        <translation>{rate:,.0f} Tok/s in den Schritten</translation>
    </message>
    <message>
        <source>{rate:,.0f} tok/s over the whole turn</source>
        <translation>{rate:,.0f} Tok/s über die ganze Dauer</translation>
    </message>
    <message>
        <source>{rate:,.0f} tok/s of the answer alone</source>
        <translation>{rate:,.0f} Tok/s nur der Antwort</translation>
    </message>
    <message>
        <source>{name}: {choice}</source>
        <translation>{name}: {choice}</translation>
    </message>
    <message>
        <source>Saving</source>
        <translation>Speichern</translation>
    </message>
    <message>
        <source>Cancel saving</source>
        <translation>Speichern abbrechen</translation>
    </message>
    <message>
        <source>Saving {file}: {share:.0%}</source>
        <translation>{file} wird gespeichert: {share:.0%}</translation>
    </message>
    <message>
        <source>What is drawn</source>
        <translation>Was gezeichnet wird</translation>
    </message>
    <message>
        <source>Which slot of the block, counted from 0</source>
        <translation>Welcher Platz des Blocks, gezählt ab 0</translation>
    </message>
    <message>
        <source>Draft</source>
        <translation>Entwurf</translation>
    </message>
    <message>
        <source>The likeliest token</source>
        <translation>Das wahrscheinlichste Token</translation>
    </message>
    <message>
        <source>On the canvas</source>
        <translation>Auf der Leinwand</translation>
    </message>
    <message>
        <source>The token that the next step reads</source>
        <translation>Das Token, das der nächste Schritt liest</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Zustand</translation>
    </message>
    <message>
        <source>What has become of it so far</source>
        <translation>Was bisher daraus geworden ist</translation>
    </message>
    <message>
        <source>Entropy</source>
        <translation>Entropie</translation>
    </message>
    <message>
        <source>How unsure the model is, in nats</source>
        <translation>Wie unsicher das Modell ist, in Nat</translation>
    </message>
    <message>
        <source>Likely, %</source>
        <translation>Wahrscheinlich, %</translation>
    </message>
    <message>
        <source>The probability of the draft</source>
        <translation>Die Wahrscheinlichkeit des Entwurfs</translation>
    </message>
    <message>
        <source>End, %</source>
        <translation>Ende, %</translation>
    </message>
    <message>
        <source>The probability of the end or of padding</source>
        <translation>Die Wahrscheinlichkeit des Endes oder von Füllung</translation>
    </message>
    <message>
        <source>The first step that accepted it, counted from 1</source>
        <translation>Der erste Schritt, der ihn angenommen hat, gezählt ab 1</translation>
    </message>
    <message>
        <source>The step of its last change of draft, counted from 1</source>
        <translation>Der Schritt, in dem sich sein Entwurf zuletzt geändert hat, gezählt ab 1</translation>
    </message>
    <message>
        <source>Slots of the block</source>
        <translation>Plätze des Blocks</translation>
    </message>
    <message>
        <source>Dewpoint is running already, but does not answer.</source>
        <translation>Dewpoint läuft schon, antwortet aber nicht.</translation>
    </message>
    <message>
        <source>Wait a moment. If nothing happens, end process {process} and start Dewpoint again. Conversations are kept.</source>
        <translation>Warte einen Moment. Wenn nichts geschieht, beende den Prozess {process} und starte Dewpoint neu. Gespräche bleiben erhalten.</translation>
    </message>
    <message>
        <source>These conversations are open on the computer {host}.</source>
        <translation>Diese Gespräche sind auf dem Computer {host} geöffnet.</translation>
    </message>
    <message>
        <source>Close Dewpoint there first: two at once would lose what is written. If it is no longer open there, as after a power cut, open them here.</source>
        <translation>Schließe Dewpoint zuerst dort: Zwei zugleich würden verlieren, was geschrieben wird. Ist es dort nicht mehr offen, etwa nach einem Stromausfall, öffne sie hier.</translation>
    </message>
    <message>
        <source>Open here</source>
        <translation>Hier öffnen</translation>
    </message>
    <message>
        <source>The proxy speaks {kind}, which Dewpoint does not.</source>
        <translation>Der Proxy spricht {kind}, Dewpoint nicht.</translation>
    </message>
    <message>
        <source>Enter a proxy whose address begins with http:// or https://.</source>
        <translation>Trage einen Proxy ein, dessen Adresse mit http:// oder https:// beginnt.</translation>
    </message>
    <message>
        <source>The address of the proxy cannot be used.</source>
        <translation>Die Adresse des Proxys lässt sich nicht verwenden.</translation>
    </message>
    <message>
        <source>Write it like http://proxy:8080.</source>
        <translation>Schreib sie wie http://proxy:8080.</translation>
    </message>
    <message>
        <source>The graphics card reads the model&apos;s 4-bit weights wrongly, so its answers would be wrong.</source>
        <translation>Die Grafikkarte liest die 4-Bit-Gewichte des Modells falsch, also wären seine Antworten falsch.</translation>
    </message>
    <message>
        <source>Update the graphics driver and start Dewpoint again, or use the demo model.</source>
        <translation>Aktualisiere den Grafiktreiber und starte Dewpoint neu, oder nimm das Demomodell.</translation>
    </message>
    <message>
        <source>The card reads every 4-bit weight rightly.</source>
        <translation>Die Karte liest jedes 4-Bit-Gewicht richtig.</translation>
    </message>
    <message>
        <source>Use the demo model</source>
        <translation>Demomodell nehmen</translation>
    </message>
    <message>
        <source>Keep the loaded model</source>
        <translation>Geladenes Modell behalten</translation>
    </message>
    <message>
        <source>Clear</source>
        <translation>Leeren</translation>
    </message>
    <message>
        <source>Not the version above: {name}</source>
        <translation>Nicht die Fassung oben: {name}</translation>
    </message>
</context>
</TS>
