BeforeAll {
    . "$PSScriptRoot/ModuleUnderTest.ps1"
    . "$PSScriptRoot/SampleRepository.ps1"
    $forecast = @(Get-BackportForecast -Repository $sample -Commit WIP.x86/pti.base..x86/pti -Target linux-4.9.y -WarningAction SilentlyContinue)
    $file = Join-Path $TestDrive 'drafts.mbox'
    $me = @{ From = 'The Keeper <keeper@example.com>' }
}

Describe 'Export-BackportMail' {
    It 'writes one draft for each author, of what conflicts' {
        $forecast | Export-BackportMail -Path $file @me | Should -BeNullOrEmpty
        $mails = @($forecast | Export-BackportMail -Path $file @me -PassThru)
        $failed = @($forecast | Where-Object Verdict -In Conflict, NeedsPrerequisite)
        $failed.Count | Should -BeGreaterThan 0
        (@($mails | ForEach-Object Commit) | Sort-Object) -join ' ' | Should -BeExactly (($failed.Commit | Sort-Object) -join ' ')
        $mails.Count | Should -Be @($failed.AuthorEmail | Sort-Object -Unique).Count
        $folder = Join-Path $TestDrive 'split'
        $null = New-Item -ItemType Directory $folder
        Invoke-Git mailsplit "-o$folder" $file | Should -Be $mails.Count
        foreach ($mail in $mails) {
            $mail.Text | Should -Match 'conflicts in '
            $mail.To | Should -Match '^.+ <.+@.+>$'
        }
    }

    It 'takes picks as well, and tells what was queued' {
        $picked = @(Invoke-CherryPickBase -Repository $sample -Onto v4.14 -Branch mailed -Commit v4.14..upstream-base -OnConflict Skip -WhatIf)
        $mails = @($picked | Export-BackportMail -Path $file -Kind Queued -Release 4.14.1 @me -PassThru)
        @($mails | ForEach-Object Commit).Count | Should -Be @($picked | Where-Object Status -EQ Picked).Count
        $mails[0].Text | Should -Match "patch '.+' has been queued for 4\.14\.1"
    }

    It 'writes nothing with -WhatIf, and shows the drafts with -PassThru' {
        $none = Join-Path $TestDrive 'none.mbox'
        $forecast | Export-BackportMail -Path $none @me -WhatIf
        @($forecast | Export-BackportMail -Path $none @me -WhatIf -PassThru).Count | Should -BeGreaterThan 0
        $none | Should -Not -Exist
        $table = $forecast | Export-BackportMail -Path $none @me -WhatIf -PassThru | Out-String -Width 80
        @($table -split "`n" | Where-Object Length -GT 80) | Should -BeNullOrEmpty
    }

    It 'names the deadline, copies those of trailers, and uses the words of a file' {
        $template = Join-Path $TestDrive 'words.txt'
        Set-Content $template 'Subject: {count} by {deadline}', '', 'Dear {authorname}'
        $mails = @($forecast | Export-BackportMail -Path $file @me -Template $template -Deadline 2026-02-03 -CcTrailer '*-by' -PassThru)
        $mails[0].Subject | Should -Match '^\d+ patch(es)? by 2026-02-03$'
        $mails[0].Text | Should -Match '^Dear '
        @($mails | ForEach-Object Cc).Count | Should -BeGreaterThan 0
        Set-Content $template 'Dear {nobody}'
        $forecast | Export-BackportMail -Path $file @me -Template $template -ErrorVariable failed -ErrorAction SilentlyContinue
        $failed[0].FullyQualifiedErrorId | Should -Match '^UnknownPlaceholder,'
        $forecast | Export-BackportMail -Path $file @me -Template (Join-Path $TestDrive 'missing') -ErrorVariable failed -ErrorAction SilentlyContinue
        $failed[0].FullyQualifiedErrorId | Should -Match '^TemplateUnreadable,'
    }

    It 'says of what is no result that it is none, and leaves no mail of an earlier run' {
        'text' | Export-BackportMail -Path $file @me -ErrorVariable failed -ErrorAction SilentlyContinue
        $failed[0].FullyQualifiedErrorId | Should -Match '^NoBackportResult,'
        (Get-Item $file).Length | Should -Be 0
    }
}
