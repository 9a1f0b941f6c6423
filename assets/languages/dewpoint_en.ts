<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name></name>
    <message numerus="yes">
        <source>%Ln tokens</source>
        <translation>
            <numerusform>%Ln token</numerusform>
            <numerusform>%Ln tokens</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln blocks</source>
        <translation>
            <numerusform>%Ln block</numerusform>
            <numerusform>%Ln blocks</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln steps</source>
        <translation>
            <numerusform>%Ln step</numerusform>
            <numerusform>%Ln steps</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln slots of random tokens</source>
        <translation>
            <numerusform>%Ln slot with a random token</numerusform>
            <numerusform>%Ln slots of random tokens</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln slots accepted</source>
        <translation>
            <numerusform>%Ln slot accepted</numerusform>
            <numerusform>%Ln slots accepted</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln drafts changed</source>
        <translation>
            <numerusform>%Ln draft changed</numerusform>
            <numerusform>%Ln drafts changed</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Written in %Ln goes</source>
        <translation>
            <numerusform>Written in %Ln go</numerusform>
            <numerusform>Written in %Ln goes</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Without the oldest %Ln questions, for want of room</source>
        <translation>
            <numerusform>Without the oldest %Ln question, for want of room</numerusform>
            <numerusform>Without the oldest %Ln questions, for want of room</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln answers</source>
        <translation>
            <numerusform>%Ln answer</numerusform>
            <numerusform>%Ln answers</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln tokens in this block</source>
        <translation>
            <numerusform>%Ln token in this block</numerusform>
            <numerusform>%Ln tokens in this block</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln characters could not be read</source>
        <translation>
            <numerusform>%Ln character could not be read</numerusform>
            <numerusform>%Ln characters could not be read</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln conversations could be read and are in a new file, as far as they could. The old one was set aside as {name} in {folder}.</source>
        <translation>
            <numerusform>%Ln conversation could be read and is in a new file, as far as it could. The old one was set aside as {name} in {folder}.</numerusform>
            <numerusform>%Ln conversations could be read and are in a new file, as far as they could. The old one was set aside as {name} in {folder}.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Imported %Ln conversations</source>
        <translation>
            <numerusform>Imported %Ln conversation</numerusform>
            <numerusform>Imported %Ln conversations</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The oldest %Ln questions with the answers will not be sent: {until}.</source>
        <translation>
            <numerusform>The oldest %Ln question with the answer will not be sent: {until}.</numerusform>
            <numerusform>The oldest %Ln questions with the answers will not be sent: {until}.</numerusform>
        </translation>
    </message>
</context>
</TS>
