BeforeAll {
    . "$PSScriptRoot/ModuleUnderTest.ps1"
    . "$PSScriptRoot/TestSeries.ps1"
    $script:folder = Join-Path $TestDrive 'run'
    $null = New-Item $script:folder -ItemType Directory
    Initialize-Repository
    Write-File f 1; Invoke-Git add -A; Invoke-Git commit -q -m base; Invoke-Git branch onto
    Write-File f 2; Invoke-Git commit -q -a -m change
    Invoke-Git config user.name 'Of Repository'
    Set-Content (Join-Path $TestDrive 'user') "[user]`n`tname = Of User`n`temail = user@example.com`n"
    Set-Content (Join-Path $TestDrive 'machine') "[user]`n`tname = Of Machine`n`temail = machine@example.com`n[commit]`n`tgpgSign`n"
    $variables = 'GIT_CONFIG_NOSYSTEM', 'GIT_CONFIG_SYSTEM', 'GIT_CONFIG_GLOBAL', 'GIT_CONFIG_COUNT', 'GIT_CONFIG_PARAMETERS', 'GIT_COMMITTER_NAME',
        'GIT_COMMITTER_EMAIL', 'GIT_CONFIG_KEY_0', 'GIT_CONFIG_KEY_1', 'GIT_CONFIG_VALUE_0', 'GIT_CONFIG_VALUE_1'
    $kept = @{}
    foreach ($name in $variables) { $kept[$name] = [System.Environment]::GetEnvironmentVariable($name) }

    # Those that are not named are taken away.
    function Set-Environment([hashtable] $Value) {
        foreach ($name in $variables) {
            if ($null -eq $Value[$name]) { Remove-Item "Env:$name" -ErrorAction Ignore } else { Set-Item "Env:$name" $Value[$name] }
        }
    }

    # Who commits a pick here: what git says that it would be, and what the module did.
    function Get-Committer([hashtable] $Environment) {
        Set-Environment $Environment
        & git -C $folder var GIT_COMMITTER_IDENT | ForEach-Object { $_ -replace ' \d+ [+-]\d+$' }
        $picked = Invoke-CherryPickBase -Repository $folder -Onto onto -Branch "picked-$((New-Guid))" -Commit main -Sign:$false -Confirm:$false
        & git -C $folder log -1 --format='%cn <%ce>' $picked.Sha
    }
}

AfterAll { Set-Environment $kept }

Describe 'The environment of git' {
    It 'says who the user is, as to git: <name>' -ForEach @(
        @{ name = 'a file for the user'; email = 'user@example.com'; set = { @{ GIT_CONFIG_NOSYSTEM = '1'; GIT_CONFIG_GLOBAL = "$TestDrive/user" } } }
        @{ name = 'a file for the machine'; email = 'machine@example.com'
            set = { @{ GIT_CONFIG_SYSTEM = "$TestDrive/machine"; GIT_CONFIG_GLOBAL = '/dev/null' } } }
        @{ name = 'both'; email = 'user@example.com'; set = { @{ GIT_CONFIG_SYSTEM = "$TestDrive/machine"; GIT_CONFIG_GLOBAL = "$TestDrive/user" } } }
        @{ name = 'settings that are counted'; email = 'counted@example.com'; set = { @{ GIT_CONFIG_NOSYSTEM = '1'; GIT_CONFIG_GLOBAL = "$TestDrive/user"
                    GIT_CONFIG_COUNT = '2'; GIT_CONFIG_KEY_0 = 'user.name'; GIT_CONFIG_VALUE_0 = 'Counted'
                    GIT_CONFIG_KEY_1 = 'USER.eMail'; GIT_CONFIG_VALUE_1 = 'counted@example.com' } } }
        @{ name = 'what git -c leaves'; email = 'given@example.com'; set = { @{ GIT_CONFIG_NOSYSTEM = '1'; GIT_CONFIG_GLOBAL = "$TestDrive/user"
                    GIT_CONFIG_PARAMETERS = "'user.name'='Gi'\''ven' 'user.email'='given@example.com'" } } }
    ) {
        $git, $ours = Get-Committer (& $set)
        $ours | Should -Be $git
        $ours | Should -BeLike "*<$email>"
    }

    It 'is refused where git cannot read it: <value>' -ForEach @(
        @{ variable = 'GIT_CONFIG_COUNT'; value = 'many' }
        @{ variable = 'GIT_CONFIG_KEY_0'; value = $null }
        @{ variable = 'GIT_CONFIG_PARAMETERS'; value = 'user.name=x' }
    ) {
        Set-Environment ($variable -eq 'GIT_CONFIG_KEY_0' ? @{ GIT_CONFIG_COUNT = '1' } : @{ $variable = $value })
        & git -C $folder var GIT_COMMITTER_IDENT 2>$null
        $LASTEXITCODE | Should -Not -Be 0
        Invoke-CherryPickBase -Repository $folder -Onto onto -Branch refused -Commit main -ErrorVariable problem -ErrorAction SilentlyContinue -Confirm:$false
        $problem[0].FullyQualifiedErrorId | Should -BeLike 'EnvironmentSettingInvalid,*'
        $problem[0].TargetObject | Should -Be $variable
    }
}
