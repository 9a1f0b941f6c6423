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
        <source>Masks are a way of drawing. The model works on random tokens.</source>
        <translation>Masken sind nur eine Art zu zeichnen. Das Modell arbeitet auf zufälligen Tokens.</translation>
    </message>
    <message>
        <source>This is what the model sees: a random token wherever nothing is kept yet.</source>
        <translation>Das sieht das Modell: ein zufälliges Token überall dort, wo noch nichts behalten ist.</translation>
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
        <source>accepted</source>
        <translation>angenommen</translation>
    </message>
    <message>
        <source>A slot whose drawn token stays for the next step. It is decided anew at every step.</source>
        <translation>Ein Platz, dessen gezogenes Token für den nächsten Schritt bleibt. Das wird bei jedem Schritt neu entschieden.</translation>
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
        <source>Block {block} begins: {slots} slots of random tokens.</source>
        <translation>Block {block} beginnt: {slots} Plätze mit zufälligen Tokens.</translation>
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
        <translation>Nach {steps}: {facts}. Länge: {length}.</translation>
    </message>
    <message>
        <source>stable and sure after {steps}</source>
        <translation>stabil und sicher nach {steps}</translation>
    </message>
    <message>
        <source>all {steps} are taken</source>
        <translation>alle {steps} sind getan</translation>
    </message>
    <message>
        <source>stopped after {steps}</source>
        <translation>angehalten nach {steps}</translation>
    </message>
    <message>
        <source>left after {steps}</source>
        <translation>verlassen nach {steps}</translation>
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
        <source>Step</source>
        <translation>Schritt</translation>
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
        <translation>Ein Schritt liest die ganze Leinwand und verbessert alles daran. Wörter stehen in der Mitte und am Ende fest, bevor der Anfang fertig ist. Spielen Sie es ab, oder ziehen Sie über den Streifen unten.</translation>
    </message>
    <message>
        <source>It tells how sure it is</source>
        <translation>Es sagt, wie sicher es ist</translation>
    </message>
    <message>
        <source>A cell is a slot. Dark is sure, light is unsure. The lightest slot is in focus: on the right are the tokens that it might become. Sure does not mean true.</source>
        <translation>Eine Zelle ist ein Platz. Dunkel ist sicher, hell ist unsicher. Der hellste Platz ist ausgewählt: Rechts stehen die Tokens, die er werden könnte. Sicher heißt nicht wahr.</translation>
    </message>
    <message>
        <source>It changes its mind</source>
        <translation>Es überlegt es sich anders</translation>
    </message>
    <message>
        <source>Nothing is final before the end. At this step slots that were kept are noise again, drawn with a dashed border. The one in focus tells its story on the right.</source>
        <translation>Vor dem Ende ist nichts endgültig. In diesem Schritt sind Plätze, die behalten waren, wieder Rauschen, mit gestricheltem Rand. Die Geschichte des ausgewählten steht rechts.</translation>
    </message>
    <message>
        <source>It knows early where it ends</source>
        <translation>Es weiß früh, wo es endet</translation>
    </message>
    <message>
        <source>The line is the chance, slot by slot, that the text is over there. After a single step the model has a good idea of the length, long before it knows all the words.</source>
        <translation>Die Linie zeigt Platz für Platz, wie wahrscheinlich der Text dort zu Ende ist. Nach einem einzigen Schritt kennt das Modell die Länge recht gut, lange bevor es alle Wörter kennt.</translation>
    </message>
    <message>
        <source>The recordings of the tour cannot be read. Install Dewpoint again.</source>
        <translation>Die Aufzeichnungen der Führung lassen sich nicht lesen. Installieren Sie Dewpoint neu.</translation>
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
        <source>Close</source>
        <translation>Schließen</translation>
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
        <source>Done</source>
        <translation>Fertig</translation>
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
        <source>New here? See in five stops how it works</source>
        <translation>Neu hier? In fünf Stationen sehen, wie es geht</translation>
    </message>
    <message>
        <source>Take the tour</source>
        <translation>Zur Führung</translation>
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
        <source>{masks}   {keys}</source>
        <translation>{masks}   {keys}</translation>
    </message>
</context>
</TS>
