BeforeDiscovery {
    . "$PSScriptRoot/ModuleUnderTest.ps1"
    . "$PSScriptRoot/EveryCmdlet.ps1"
    # Of the module and not of the table: a cmdlet without a call there fails each of the tests.
    $calls = (Import-PowerShellDataFile $manifest).CmdletsToExport | ForEach-Object { @{ name = $_ } }
}

BeforeAll {
    . "$PSScriptRoot/ModuleUnderTest.ps1"
    . "$PSScriptRoot/HostProcess.ps1"
    . "$PSScriptRoot/SampleRepository.ps1"
    . "$PSScriptRoot/EveryCmdlet.ps1"
    $out = (New-Item (Join-Path $TestDrive 'out') -ItemType Directory).FullName
    $kept = (New-Item (Join-Path $TestDrive 'kept') -ItemType Directory).FullName
    New-KeptFile

    $keptHere = [regex]::Escape("$sample/.git") + '($|/maintainer-tools($|/facts-|/runs$|/results($|/)))'

    # What has nothing to finish or to take back in the sample says so.
    $nothingToDo = 'NothingCutOff,*', 'BackupNotFound,*', 'NoOperation,*'

    # A call in a runspace of its own, without a host that -WhatIf would speak to. One that fails shows nothing of what the cmdlet does.
    function Invoke-Call([string] $Name, [string[]] $Allow = @()) {
        if (-not $everyCall[$Name]) { throw "tests/EveryCmdlet.ps1 has no call of $Name." }
        $shell = [powershell]::Create()
        try {
            $shell.AddScript("Import-Module '$manifest'; `$sample, `$out, `$kept = '$sample', '$out', '$kept'; $($everyCall[$Name])").Invoke()
            $shell.Streams.Error | Where-Object { $id = $_.FullyQualifiedErrorId; -not ($nothingToDo + $Allow | Where-Object { $id -like $_ }) } |
                Should -BeNullOrEmpty -Because "$Name is to be carried out"
        }
        finally { $shell.Dispose() }
    }

    # Every file and folder of a repository, with what is in it and when it was written.
    function Get-WholeState([string] $Path = $sample) {
        Get-ChildItem -LiteralPath $Path -Recurse -Force | Sort-Object FullName | ForEach-Object {
            "$($_.FullName) $($_.LastWriteTimeUtc.Ticks) $(if (-not $_.PSIsContainer) { (Get-FileHash -LiteralPath $_.FullName).Hash })"
        }
    }
}

Describe 'The calls of every cmdlet' {
    It 'leave none out' {
        @($everyCall.Keys) -join ' ' | Should -BeExactly ((Get-Command -Module MaintainerTools).Name -join ' ')
    }
}

Describe 'What only reads' {
    It 'leaves every file as it is, but the index of the one folder that the README names: <name>' -ForEach $calls {
        $before = Get-WholeState
        $null = Invoke-Call $name
        Compare-Object $before (Get-WholeState) | ForEach-Object { ($_.InputObject -split ' ')[0] } | Where-Object { $_ -notmatch $keptHere } |
            Should -BeNullOrEmpty
    }

    It 'makes no reflog where a revision asks for one that is not there' {
        $null = Invoke-Git -c core.logAllRefUpdates=false update-ref refs/heads/unlogged 'v4.14^{commit}'
        Invoke-Git rev-parse unlogged | Should -Be (Invoke-Git rev-parse 'v4.14^{commit}')
        Remove-Item "$sample/.git/logs/refs/heads/unlogged" -ErrorAction Ignore
        $before = Get-WholeState
        foreach ($name in 'unlogged@{1}', 'unlogged@{yesterday}', 'unlogged@{0}') {
            $null = Get-MergeForecast -Repository $sample v4.14 $name -ErrorAction SilentlyContinue
        }
        $null = Test-MergeResolution -Repository $sample v4.14 unlogged
        Compare-Object $before (Get-WholeState) | Should -BeNullOrEmpty
        $null = Invoke-Git branch -D unlogged
    }

    It 'keeps what it read of the history in the one folder that the README names, and with -NoCache nowhere' {
        $before = Get-WholeState "$sample/.git"
        $null = Find-FollowupFix -Repository $sample v4.14..upstream-base -Upstream linus
        $null = Get-MergeBaseCost -Repository $sample v4.14 WIP.x86/pti.base, upstream-base -Upstream linus
        $null = Find-MergeBaseCandidate -Repository $sample v4.14 x86/pti linus
        $new = @(Compare-Object $before (Get-WholeState "$sample/.git") | ForEach-Object { ($_.InputObject -split ' ')[0] })
        $new.Count | Should -BeGreaterThan 0
        $new | Where-Object { $_ -notmatch $keptHere } | Should -BeNullOrEmpty
        Get-Content "$root/README.md" -Raw | Should -Match '\.git/maintainer-tools'
        Remove-Item "$sample/.git/maintainer-tools" -Recurse -Force
    }
}

Describe 'Programs that a repository names' -Skip:$IsWindows {
    BeforeAll {
        $settings = 'core.fsmonitor', 'core.pager', 'core.editor', 'core.sshCommand', 'core.askPass', 'core.gitProxy', 'core.alternateRefsCommand',
            'sequence.editor', 'credential.helper', 'diff.external', 'diff.canary.command', 'diff.canary.textconv', 'difftool.canary.cmd',
                'mergetool.canary.cmd',
            'merge.canary.driver', 'filter.canary.clean', 'filter.canary.smudge', 'filter.canary.process', 'gpg.program', 'gpg.openpgp.program',
            'gpg.x509.program', 'gpg.ssh.program', 'gpg.ssh.defaultKeyCommand', 'interactive.diffFilter', 'pager.log', 'pager.diff', 'pager.show', 'alias.log',
            'alias.merge', 'browser.canary.cmd', 'web.browser', 'man.canary.cmd', 'sendemail.smtpServer', 'sendemail.toCmd', 'sendemail.ccCmd',
            'remote.origin.uploadpack', 'remote.origin.receivepack', 'remote.origin.vcs', 'uploadpack.packObjectsHook', 'submodule.canary.update',
            'trailer.canary.command', 'trailer.canary.cmd', 'imap.tunnel', 'tar.canary.command'
        $hooks = 'applypatch-msg', 'pre-applypatch', 'post-applypatch', 'pre-commit', 'pre-merge-commit', 'prepare-commit-msg', 'commit-msg', 'post-commit',
            'pre-rebase', 'post-checkout', 'post-merge', 'pre-push', 'pre-receive', 'update', 'proc-receive', 'post-receive', 'post-update',
            'reference-transaction', 'push-to-checkout', 'pre-auto-gc', 'post-rewrite', 'sendemail-validate', 'fsmonitor-watchman', 'p4-changelist',
            'p4-prepare-changelist', 'p4-post-changelist', 'p4-pre-submit', 'post-index-change'
        $ran = Join-Path $TestDrive 'ran'
        $canary = Join-Path $TestDrive 'canary'
        Set-Content $canary "#!/bin/sh`necho `"`$0 `$*`" >>'$ran'`ncat"
        chmod +x $canary
        foreach ($setting in $settings) {
            $null = Invoke-Git config $setting ($setting -like 'alias.*' -or $setting -like 'submodule.*' ? "!$canary" : $canary) }
        $null = New-Item "$sample/.git/hooks" -ItemType Directory -Force
        foreach ($hook in $hooks) { Copy-Item $canary "$sample/.git/hooks/$hook" }
        $null = Invoke-Git config commit.gpgSign true
        $null = Invoke-Git config core.hooksPath "$sample/.git/hooks"
    }

    AfterAll {
        foreach ($setting in $settings + 'commit.gpgSign' + 'core.hooksPath') { $null = & git -C $sample config --unset $setting }
        Remove-Item "$sample/.git/hooks", "$sample/.git/info/attributes", $ran -Recurse -Force -ErrorAction Ignore
    }

    It 'are more than forty settings and 28 hooks, and git runs them' {
        $settings.Count | Should -BeGreaterThan 40
        $hooks.Count | Should -Be 28
        $null = & git -C $sample -c commit.gpgSign=false commit -q --allow-empty -m canary 2>&1
        $ran | Should -Exist
        $null = & git -C $sample -c core.hooksPath=/nowhere -c core.fsmonitor=false reset -q --soft HEAD^ 2>&1
        Remove-Item $ran
    }

    It 'are not run by <name>' -ForEach $calls {
        $null = Invoke-Call $name
        $ran | Should -Not -Exist
        Set-Content "$sample/.git/info/attributes" '* filter=canary diff=canary merge=canary'
        # What a driver that is not run would have made of it is not said either; a checkout that such a filter has to write is refused.
        try { $null = Invoke-Call $name -Allow 'MergeNotVerified,*', 'FilterProgramOfRepository,*' } finally { Remove-Item "$sample/.git/info/attributes" }
        $ran | Should -Not -Exist
    }

    It 'are not run by what would sign, without -Sign: <name>' -ForEach @(
        @{ name = 'Invoke-FoldupPlan'; write = { New-FoldupPlan -Repository $sample x86/pti WIP.x86/pti.base -Fixup x86/pti..luto/x86/pti |
            Invoke-FoldupPlan -Repository $sample -Confirm:$false } }
        @{ name = 'Invoke-CherryPickBase'; write = { Invoke-CherryPickBase -Repository $sample -Onto v4.14 -Branch canary -Commit $sources[0] } }
        @{ name = 'Move-TopicSeries'; write = { Move-TopicSeries -Repository $sample x86/pti WIP.x86/pti.base upstream-base -Confirm:$false } }
    ) {
        $before = Invoke-Git for-each-ref
        & $write 2>&1 | Where-Object { $_ -is [System.Management.Automation.ErrorRecord] } |
            ForEach-Object FullyQualifiedErrorId | Should -BeLike 'SigningProgramOfRepository,*'
        $ran | Should -Not -Exist
        Invoke-Git for-each-ref | Should -Be $before
    }

    It 'are not run by what writes, and those for signatures only with -Sign' {
        $tip = & git -C $sample rev-parse x86/pti
        $plan = New-FoldupPlan -Repository $sample x86/pti WIP.x86/pti.base -Fixup x86/pti..luto/x86/pti
        $null = $plan | Invoke-FoldupPlan -Repository $sample -Confirm:$false -ErrorAction SilentlyContinue -ErrorVariable problems
        $problems[0].FullyQualifiedErrorId | Should -BeLike 'SigningProgramOfRepository,*'
        ($plan | Invoke-FoldupPlan -Repository $sample -Sign:$false -Confirm:$false).Applied | Should -BeTrue
        (Undo-FoldupPlan -Branch x86/pti -Repository $sample -Confirm:$false -PassThru).NewTip | Should -Be $tip
        $picks = @(Invoke-CherryPickBase -Repository $sample -Onto v4.14 -Branch canary -Commit $sources -Sign:$false)
        $picks.Count | Should -Be $sources.Count
        $null = Find-ContentEquivalentMerge -Repository $sample WIP.x86/pti.base linus | Invoke-MergePlan -Repository $sample -Branch merged
        $null = Undo-TopicOperation -Repository $sample -Confirm:$false
        (Move-TopicSeries -Repository $sample x86/pti WIP.x86/pti.base upstream-base -Sign:$false -Confirm:$false).Applied | Should -BeTrue
        $null = Undo-TopicOperation -Repository $sample -Confirm:$false
        $null = Set-BackportDecision -Repository $sample upstream-base linux-4.9.y Denied -Because canary
        $null = Undo-TopicOperation -Repository $sample -Confirm:$false
        Invoke-Git rev-parse x86/pti | Should -Be $tip
        $ran | Should -Not -Exist
        $null = $plan | Invoke-FoldupPlan -Repository $sample -Sign -Confirm:$false -ErrorAction SilentlyContinue -ErrorVariable problems
        $problems[0].FullyQualifiedErrorId | Should -BeLike 'SigningFailed,*'
        $ran | Should -Exist
    }
}

Describe 'A damaged or hostile repository' -Skip:$IsWindows {
    BeforeAll {
        # A commit on top of x86/pti with these lines between its parent and its subject.
        function New-OddCommit([string] $Lines, [string] $Tree = (git rev-parse 'x86/pti^{tree}')) {
            $commit = "tree $Tree`nparent $(git rev-parse x86/pti)`n$Lines`n`nS +AOQ- subject`n" | git hash-object -t commit -w --literally --stdin
            git update-ref refs/heads/x86/pti $commit
        }
        $persons = "author A <a> 1 +0000`ncommitter A <a> 1 +0000"
        # Each in a copy of the sample: what is done to it.
        $damages = [ordered]@{
            'a symbolic ref that names itself'       = { Set-Content .git/refs/heads/self 'ref: refs/heads/self' }
            'two symbolic refs that name each other' = { Set-Content .git/refs/heads/one 'ref: refs/heads/two';
                Set-Content .git/refs/heads/two 'ref: refs/heads/one' }
            'HEAD that names itself'                 = { Set-Content .git/HEAD 'ref: HEAD' }
            'HEAD that is nothing'                   = { Set-Content .git/HEAD 'nothing' }
            'an empty HEAD'                          = { Set-Content .git/HEAD '' -NoNewline }
            'a loose ref that is nothing'            = { Set-Content .git/refs/heads/broken 'nothing' }
            'an empty loose ref'                     = { Set-Content .git/refs/heads/empty '' -NoNewline }
            'a loose ref to what is not there'       = { Set-Content .git/refs/heads/gone ('1' * 40) }
            'a ref with a forbidden name'            = { $tip = git rev-parse linus; Set-Content '.git/refs/heads/a..b' $tip;
                Set-Content '.git/refs/heads/x.lock' $tip; Set-Content ".git/refs/heads/e`e[2J" $tip }
            'a ref beside a folder of its name'      = { $null = New-Item .git/refs/heads/folder/below -ItemType Directory -Force;
                Add-Content .git/packed-refs "$(git rev-parse linus) refs/heads/folder" }
            'packed-refs that are cut off'           = { git pack-refs --all; $text = [System.IO.File]::ReadAllBytes("$PWD/.git/packed-refs");
                [System.IO.File]::WriteAllBytes("$PWD/.git/packed-refs", $text[0..($text.Length / 2)]) }
            'packed-refs that are nothing'           = { Add-Content .git/packed-refs "nothing`n^`nzzzz refs/heads/z" }
            'a config that cannot be read'           = { Add-Content .git/config "[core`n`tbare = maybe`n[[[" }
            'a config with values of no kind'        = {
                Add-Content .git/config ("[core]`n`tbare = maybe`n`tfilemode = 99999999999999999999`n[merge]`n`trenameLimit = x`n" +
                    "[diff]`n`talgorithm = nothing`n`trenames = 7z`n[notes]`n`tdisplayRef = **`n[core]`n`tabbrev = 99999") }
            'a config that includes itself'          = { Add-Content .git/config "[include]`n`tpath = config" }
            'replacements in a circle'               = { $a = git rev-parse linus; $b = git rev-parse linus~1; git update-ref refs/replace/$a $b;
                git update-ref refs/replace/$b $a }
            'a replacement that is not there'        = { $null = New-Item .git/refs/replace -ItemType Directory -Force;
                Set-Content ".git/refs/replace/$(git rev-parse linus)" ('2' * 40) }
            'grafts and shallow lines of nothing'    = { Set-Content .git/info/grafts "nothing`n$(git rev-parse linus) x"; Set-Content .git/shallow "zzz" }
            'alternates in a circle and to nothing'  = { $null = New-Item .git/objects/info -ItemType Directory -Force;
                Set-Content .git/objects/info/alternates "$PWD/.git/objects`n/nowhere`n../objects" }
            'a commit of a strange encoding'         = {
                foreach ($encoding in 'utf-7', 'nothing', 'utf-16', 'x-user-defined') { New-OddCommit "$persons`nencoding $encoding" } }
            'a commit with dates of no kind'         = { New-OddCommit "author A <a> 99999999999999999999 +9999999`ncommitter <> -5 x" }
            'a tree that has a name twice'           = { $blob = git rev-parse linus:init/main.c; $entry = "100644 twice`0" ;
                $bytes = [byte[]]([Text.Encoding]::ASCII.GetBytes($entry) + [Convert]::FromHexString($blob)) * 2
                    [System.IO.File]::WriteAllBytes("$PWD/.git/tree", $bytes); $tree = git hash-object -t tree -w --literally .git/tree
                    git update-ref refs/heads/x86/pti (git commit-tree -p x86/pti -m twice $tree) }
            'a tree that is no tree'                 = { New-OddCommit $persons ('nothing' | git hash-object -t tree -w --literally --stdin) }
            'a commit that is a blob'                = { git update-ref --no-deref refs/heads/blob (git rev-parse linus:init/main.c) 2>$null;
                Set-Content .git/refs/heads/blob (git rev-parse linus:init/main.c) }
            'a tag of itself, nearly'                = { $tag = git rev-parse linus; foreach ($i in 1..300) {
                $tag = "object $tag`ntype $(git cat-file -t $tag)`ntag t`ntagger A <a> 1 +0000`n`nx`n" | git hash-object -t tag -w --literally --stdin };
                    Set-Content .git/refs/tags/deep $tag }
            'an index that is nothing'               = { Set-Content .git/index 'nothing' }
            'kept files and records that are nothing' = { $null = New-Item .git/maintainer-tools/operations/open/x,
                .git/maintainer-tools/operations/closed -ItemType Directory -Force; Set-Content .git/maintainer-tools/operations/open/x/record.json '{';
                    Set-Content .git/maintainer-tools/operations/closed/y.json '[]' }
        }
        $calls = @'
Get-MergeForecast -Repository $copy WIP.x86/pti.base linus
Get-MergeForecast -Repository $copy self one
Get-MergeForecast -Repository $copy blob deep
Test-MergeResolution -Repository $copy v4.14 linus
Get-MergeBaseCost -Repository $copy v4.14 WIP.x86/pti.base -Upstream linus -NoCache
Find-FollowupFix -Repository $copy v4.14..upstream-base -Upstream linus -NoCache -FirstTag
Get-BackportForecast -Repository $copy WIP.x86/pti.base..x86/pti -Target linux-4.9.y
New-FoldupPlan -Repository $copy x86/pti WIP.x86/pti.base -WorkTree
New-FoldupPlan -Repository $copy x86/pti WIP.x86/pti.base -Fixup x86/pti..luto/x86/pti | Invoke-FoldupPlan -Repository $copy -WhatIf
Compare-TopicSeries -Repository $copy WIP.x86/pti.base..x86/pti WIP.x86/pti.base..luto/x86/pti
Test-CherryPickBase -Repository $copy v4.14 WIP.x86/pti.base linus
Invoke-CherryPickBase -Repository $copy -Onto v4.14 -Branch picked -Commit v4.14..upstream-base -WhatIf
Get-TopicOperation -Repository $copy
'@
        $number = 0
        $damaged = foreach ($damage in $damages.Keys) {
            $copy = Join-Path $TestDrive "damaged-$((++$number))"
            & cp -a $sample $copy
            Push-Location $copy
            try { $null = . $damages[$damage] 2>&1 } finally { Pop-Location }
            [pscustomobject]@{ Damage = $damage; Folder = $copy; Output = ''; Error = '' }
        }
        # One process asks them all; where it ends before its time, another goes on with the one behind.
        $script = @"
Import-Module '$manifest'
foreach (`$copy in @'`n$($damaged.Folder -join "`n")`n'@.Split([char]10) | Where-Object { [int](`$_ -replace '.*-') -ge [int]`$args[0] }) {
    "== `$copy"
    foreach (`$line in @'`n$calls`n'@.Split([char]10)) {
        `$found = @(& ([scriptblock]::Create(`$line)) 2>&1 3>`$null)
        foreach (`$e in `$found) { if (`$e -is [System.Management.Automation.ErrorRecord]) { "`$line => `$(`$e.FullyQualifiedErrorId): `$e" } }
    }
    'to the end'
}
"@
        $next = 1
        while ($next -le $number) {
            $result = Invoke-HostScript $script "$next"
            $parts = @($result.Output -split '(?m)^== ' | Select-Object -Skip 1)
            if (-not $parts) { throw "Nothing was asked: $($result.Output) $($result.Error)" }
            foreach ($part in $parts) { $damaged[$next++ - 1].Output = $part }
            $damaged[$next - 2].Error = $result.Error
        }
    }

    It 'ends no process' {
        foreach ($answer in $damaged) { $answer.Output | Should -Match 'to the end' -Because "$($answer.Damage): $($answer.Error)" }
    }

    It 'gives answers, or errors of the module''s own' {
        $foreign = $damaged | ForEach-Object { $damage = $_.Damage; $_.Output -split "`n" -match '=>' |
                Where-Object { $_ -match '=> UnexpectedFailure|=> [^,]*Exception|=> [^,]*$' } | ForEach-Object { "${damage}: $_" } }
        $foreign | Select-Object -First 12 | Should -BeNullOrEmpty
    }
}

Describe 'Control characters' -Skip:$IsWindows {
    BeforeAll {
        # The sample with other bytes of the same number in subjects, paths, names and mails: they clear the screen, ring, go back, begin a C1 sequence
        # and turn the writing.
        $hostile = Join-Path $TestDrive 'hostile'
        $replace = "s#x86/mm#\x1b[2J\x07m#g; s#entry#e\x08\x0d\x7fy#g; s#Ingrid#Ing\xc2\x9b2#g; s#vsyscall#vs\xc2\x9b2Jll#g; s#Torres#To\xe2\x80\xaes#g"
        git init -q $hostile
        sh -c "git -C '$sample' fast-export --all --signed-tags=strip | LC_ALL=C sed '$replace' | git -C '$hostile' fast-import --quiet --force"
        git -C $hostile symbolic-ref HEAD refs/heads/x86/pti
        git -C $hostile reset -q --hard
        sh -c "LC_ALL=C sed '$replace' '$sample/review.mbox' >'$hostile/review.mbox'"
        $script = @"
`$ErrorActionPreference = 'Continue'
Import-Module '$manifest'
`$sample, `$out, `$kept = '$hostile', '$out', '$kept'
. '$PSScriptRoot/EveryCmdlet.ps1'
# As a terminal shows it, but for PowerShell's own colours.
`$PSStyle.OutputRendering = 'Ansi'
foreach (`$name in `$everyCall.Keys) {
    "== `$name"
    # In a runspace of its own, where every stream can be looked at.
    `$shell = [powershell]::Create()
    `$start = "Import-Module '$manifest'; ```$sample, ```$out, ```$kept = '$hostile', '$out', '$kept'; ```$VerbosePreference = 'Continue'"
    `$null = `$shell.AddScript("`$start; `$(`$everyCall[`$name])")
    `$found = @(`$shell.Invoke())
    "objects `$(`$found.Count)"
    # Of several kinds in a row PowerShell shows the second by its properties.
    foreach (`$kind in `$found | Group-Object { `$_.GetType().FullName }) {
        `$kind.Group | Format-Table | Out-String -Width 240
        `$kind.Group | Format-List | Out-String -Width 240
    }
    `$shell.Streams.Error | Out-String
    foreach (`$view in 'NormalView', 'CategoryView', 'DetailedView') { `$ErrorView = `$view; `$shell.Streams.Error | Out-String }
    `$ErrorView = 'ConciseView'
    `$shell.Streams.Warning, `$shell.Streams.Verbose, `$shell.Streams.Information | Out-String
    `$shell.Streams.Progress | ForEach-Object { "`$(`$_.Activity) `$(`$_.StatusDescription) `$(`$_.CurrentOperation)" }
    `$shell.Dispose()
}
# To the host itself, where what -WhatIf says goes: what each would do; and errors that name what was given.
`$ConfirmPreference, `$VerbosePreference = 'None', 'Continue'
Set-Location `$sample
foreach (`$name in `$everyCall.Keys | Where-Object { "`$(`$everyCall[`$_])" -match '-WhatIf' }) {
    "== `$name -WhatIf"
    & `$everyCall[`$name] | Out-Null
}
`$no = "no``e[2J``u{9b}such``u{202e}["
foreach (`$given in {
    Get-MergeForecast v4.14 `$no }, { Import-ReviewFeedback -Path "`$out/`$no" }, { Get-TopicOperation `$no }, { Undo-TopicOperation `$no }, {
    Resume-TopicOperation `$no }, { Undo-FoldupPlan `$no }, { Move-TopicSeries x86/pti `$no v4.14 }, { Move-TopicSeries -Continue -Worktree "`$out/`$no" }, {
    Invoke-CherryPickBase -Onto v4.14 -Branch `$no -Commit linus }, { Set-BackportDecision linus `$no Denied }, { Get-BackportDecision -Target `$no }, {
    Get-TopicStatus x86/pti WIP.x86/pti.base linus -Target `$no }, { Get-BackportForecast linus -Target `$no }, {
    Find-BackportCandidate `$no -Upstream linus }, {
    Import-FoldupPlan "`$out/`$no" }, { Import-MergePlan "`$out/`$no" }, { New-FoldupPlan x86/pti `$no }, { Compare-TopicSeries `$no linus..x86/pti }, {
    Find-FollowupFix `$no -Upstream linus }, { Test-CherryPickBase `$no x86/pti linus }, { Test-MergeResolution `$no linus }, {
    Test-ContentEquivalentMerge -Base `$no -Upstream linus }, { Find-ContentEquivalentMerge `$no linus }, { Get-MergeBaseCost v4.14 `$no -Upstream linus }, {
    Get-TopicOperation -Repository "`$out/`$no" }, { Find-MergeBaseCandidate `$no x86/pti linus }, { Find-CherryPickPrerequisite linus -Onto `$no }) {
    "== given"
    & `$given | Out-String
}
# What was done, on branches with such names, and what is told of it.
foreach (`$branch in 'x86/pti', 'WIP.x86/pti.base', 'linus', 'luto/x86/pti', 'linux-4.9.y') { git branch -q "evil``u{9b}2J``u{202e}/`$branch" `$branch }
`$evil = "evil``u{9b}2J``u{202e}"
foreach (`$step in {
    New-FoldupPlan "`$evil/x86/pti" "`$evil/WIP.x86/pti.base" -Fixup "`$evil/x86/pti..`$evil/luto/x86/pti" | Invoke-FoldupPlan -PassThru }, {
    Undo-FoldupPlan "`$evil/x86/pti" -PassThru }, {
    Find-ContentEquivalentMerge "`$evil/WIP.x86/pti.base" "`$evil/linus" | Invoke-MergePlan -Branch "`$evil/merged" }, {
    Move-TopicSeries "`$evil/x86/pti" "`$evil/WIP.x86/pti.base" "`$evil/linus" }, {
    Move-TopicSeries "`$evil/x86/pti" "`$evil/WIP.x86/pti.base" "`$evil/linux-4.9.y" -Worktree "`$out/`$evil" }, { Move-TopicSeries -Continue }, {
    Move-TopicSeries -Abort -Force }, {
    Invoke-CherryPickBase -Onto "`$evil/linux-4.9.y" -Branch "`$evil/picked" -Commit WIP.x86/pti.base..x86/pti -Worktree "`$out/`$evil-2" }, {
    Invoke-CherryPickBase -Continue }, { Invoke-CherryPickBase -Abort -Force }, {
    Set-BackportDecision linus "`$evil/linux-4.9.y" Denied -Because "be``e[2J``u{9b}cause" -PassThru }, { Get-BackportDecision -Target "`$evil/linux-4.9.y" }, {
    Get-TopicOperation }, { Get-TopicOperation | Format-List }, { Undo-TopicOperation -PassThru }, { Get-TopicStatus "`$evil/x86/pti" "`$evil/linus" linus }) {
    "== done"
    & `$step | Out-String -Width 240
}
"@
        $shown = Invoke-HostScript $script
    }

    It 'are in the repository that is shown' {
        $log = & git -C $hostile log --all --format='%an %s' --name-only
        "$log" | Should -Match "`e\[2J"
        "$log" | Should -Match "`u{9b}"
        "$log" | Should -Match "`u{202e}"
    }

    It 'are shown by every cmdlet that has something to show' {
        foreach ($name in $everyCall.Keys) { $shown.Output | Should -Match "== $name`nobjects" }
        ([regex]::Matches($shown.Output, 'What if: ')).Count | Should -BeGreaterThan 15
        ([regex]::Matches($shown.Output, "(?m)^== (given|done)`r?$")).Count | Should -Be 43
        # What they were replaced by.
        $shown.Output | Should -Match '\^\[\[2J\^Gm'
        $shown.Output | Should -Match '<U\+009B>'
    }

    It 'never come through raw, in tables, lists, errors, warnings, progress and -WhatIf' {
        foreach ($text in $shown.Output, $shown.Error) {
            $plain = $text -replace "`e\[[0-9;]*m"
            $raw = [regex]::Matches($plain, "[^`n]{0,60}[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069][^`n]{0,20}") |
                Select-Object -First 5 | ForEach-Object { $_.Value | ConvertTo-Json }
            $raw | Should -BeNullOrEmpty
        }
    }
}

Describe 'The views' {
    It 'show no text but through ViewText.Plain: <_>' -ForEach (Get-ChildItem "$PSScriptRoot/../src/MaintainerTools/Views" -Filter *.Format.ps1xml |
        ForEach-Object Name) {
        foreach ($view in ([xml](Get-Content "$root/src/MaintainerTools/Views/$_" -Raw)).Configuration.ViewDefinitions.View) {
            # A second view of a type goes by a name behind it.
            $type = ($view.ViewSelectedBy.TypeName -split '#')[0] -as [type]
            foreach ($item in $view.SelectNodes('.//TableColumnItem | .//ListItem | .//GroupBy')) {
                if ($property = $item.SelectSingleNode('PropertyName')) {
                    $kind = $type.GetProperty($property.InnerText).PropertyType
                    $kind = [System.Nullable]::GetUnderlyingType($kind) ?? $kind
                    ($kind.IsPrimitive -or $kind.IsEnum -or $kind -eq [DateTimeOffset]) |
                        Should -BeTrue -Because "$($view.Name).$($property.InnerText) is $kind"
                }
                else {
                    $item.SelectSingleNode('ScriptBlock').InnerText | Should -Match '\[MaintainerTools\.ViewText\]::Plain\(' -Because $view.Name
                }
            }
        }
    }
}
